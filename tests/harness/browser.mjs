// One headless Chromium for a browser test file, driven by Playwright; closed when the file ends.
//
//   import { open, axe, BASE } from '../harness/browser.mjs'
//   test('...', async t => { const page = await open(t, '/help/'); await axe(page) })
//
// A test fails when its page threw or logged an error that it did not announce with
// page.expectErrors(/regex/).
import { after } from 'node:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'

const env = name => {
  if (!process.env[name]) throw new Error(`${name} is not set: browser tests are run by make test`)
  return process.env[name]
}
export const BASE = env('BASE_URL')
export const BASE2 = env('TENANT2_BASE_URL')
export const token = name => env(name)
export const logins = JSON.parse(process.env.HELP_LOGINS ?? '{}')

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
export const executablePath = process.env.CHROMIUM ?? PLACES.find(path => existsSync(path))
export const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-proxy-server']

let browser
let profile
export async function launch () {
  if (!executablePath) throw new Error('no Chromium; try: make deps')
  // Chromium's crash and font caches go to HOME and TMPDIR: a test leaves no file behind.
  profile ??= mkdtempSync(join(tmpdir(), 'help-browser-'))
  browser ??= await chromium.launch({
    executablePath, args, env: { ...process.env, HOME: profile, TMPDIR: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile }
  })
  return browser
}
after(async () => {
  await browser?.close()
  if (profile) rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
})

// A new page, in a context of its own, at `path` (or a whole URL). options: those of Playwright's
// newContext, e.g. { javaScriptEnabled: false, viewport, colorScheme, reducedMotion, extraHTTPHeaders }.
export async function open (t, path, options = {}) {
  const context = await (await launch()).newContext({ baseURL: BASE, locale: 'en-US', ...options })
  const page = await context.newPage()
  const errors = []
  const expected = []
  page.on('pageerror', error => errors.push(`uncaught: ${error.message}`))
  page.on('console', message => {
    const icon = message.location().url.endsWith('/favicon.ico')      // the browser's own idea
    if (message.type() === 'error' && !icon) errors.push(`console: ${message.text()}`)
  })
  page.expectErrors = regex => expected.push(regex)
  page.errors = errors
  t.after(async () => {
    await context.close()
    const left = errors.filter(error => !expected.some(regex => regex.test(error)))
    assert.deepEqual(left, [], 'the page reported errors')
  })
  if (path) await page.goto(path)
  return page
}

// Signs a page's context in through the site's own form.
export async function signIn (page, username) {
  await page.goto('/help/login/')
  await page.fill('[name=httpd_username]', username)
  await page.fill('[name=httpd_password]', logins[username].password)
  await Promise.all([page.waitForNavigation(), page.click('[type=submit]')])
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// No finding of axe, or a failure that lists them. within: a selector; rules off only with a reason.
export async function axe (page, { within, off = {} } = {}) {
  // By the protocol, not by a script element: the pages' CSP rightly refuses those.
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(([where, tags, rules]) =>
    globalThis.axe.run(where ?? document, { runOnly: { type: 'tag', values: tags }, rules }), [
    within, WCAG, Object.fromEntries(Object.keys(off).map(id => [id, { enabled: false }]))])
  const list = violations.map(v => `${v.id} (${v.impact}): ${v.help}\n    ${v.nodes.map(n => n.html).slice(0, 5).join('\n    ')}`)
  assert.equal(list.length, 0, `axe found on ${page.url()}:\n  ${list.join('\n  ')}`)
}
