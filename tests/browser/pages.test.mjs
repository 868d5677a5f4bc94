// The pages in a real browser: no finding of axe at any size and scheme, readable without script,
// nothing that the security policy refuses, usable by keyboard.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { open, axe, signIn } from '../harness/browser.mjs'

const PAGES = {
  home: '/help/',
  category: '/help/category/maintenance/',
  article: '/help/articles/create-work-order/',
  '404': '/help/articles/no-such-article/',
  login: '/help/login/'
}
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } }
const missing = /404/

async function show (t, name, options) {
  const page = await open(t, null, options)
  if (name === '404') page.expectErrors(missing)
  await page.goto(PAGES[name])
  return page
}

for (const [name] of Object.entries(PAGES)) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${name} on a ${size}, ${colorScheme}: nothing for axe, nothing wider than the screen`, async t => {
        const page = await show(t, name, { viewport, colorScheme })
        await axe(page)
        const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
        assert.ok(wide <= screen, `the page is ${wide} wide on a screen of ${screen}`)
      })
    }
  }

  test(`${name} reads without script`, async t => {
    const page = await show(t, name, { javaScriptEnabled: false })
    assert.ok((await page.locator('h1').innerText()).length > 3)
    assert.ok(await page.locator('main').isVisible())
  })

  test(`${name} stays whole at 320 px and with text twice as large`, async t => {
    const page = await show(t, name, { viewport: { width: 320, height: 600 } })
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1))
  })
}

const ADMIN = ['', 'users/', 'tokens/', 'tenant/', 'audit/', 'jobs/'].map(part => `/help/admin/${part}`)
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`the pages of who is signed in, on a ${size}, ${colorScheme}: nothing for axe`, async t => {
      const page = await open(t, null, { viewport, colorScheme })
      await signIn(page, 'ada')
      for (const path of [...ADMIN, '/help/logout/', PAGES.article]) {
        await page.goto(path)
        await axe(page)
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is too wide`)
      }
      await page.locator('.menu summary').click()
      await axe(page)
      assert.ok(await page.getByRole('link', { name: 'Administration' }).isVisible())
    })
  }
}

test('structured data stands in the page, is read, and breaks no rule of the policy', async t => {
  const page = await open(t, PAGES.article)
  const ld = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent())
  assert.deepEqual(ld['@graph'].map(node => node['@type']), ['TechArticle', 'BreadcrumbList'])
  assert.deepEqual(page.errors, [])
})

test('the first key leads past the head to the content', async t => {
  const page = await open(t, PAGES.article)
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
})

test('the table of contents stands beside the text on a wide screen and folds on a phone', async t => {
  const wide = await open(t, PAGES.article, { viewport: SIZES.desktop })
  assert.ok(await wide.locator('.toc-side').isVisible())
  assert.ok(!await wide.locator('.toc-fold').isVisible())
  const phone = await open(t, PAGES.article, { viewport: SIZES.phone })
  assert.ok(!await phone.locator('.toc-side').isVisible())
  const link = phone.locator('.toc-fold a').first()
  assert.ok(!await link.isVisible())
  await phone.locator('.toc-fold summary').click()
  const target = await link.getAttribute('href')
  await link.click()
  assert.equal(new URL(phone.url()).hash, target)
  assert.ok(await phone.locator(`[id="${target.slice(1)}"]`).isVisible())
})

test('from home to an article by links alone', async t => {
  const page = await open(t, PAGES.home, { javaScriptEnabled: false })
  await page.getByRole('link', { name: 'Maintenance', exact: true }).click()
  await page.getByRole('link', { name: 'Work orders', exact: true }).click()
  await page.getByRole('link', { name: 'Create a work order', exact: true }).click()
  assert.equal(await page.locator('h1').innerText(), 'Create a work order')
})

test('every link of the home page and of an article leads somewhere', async t => {
  for (const path of [PAGES.home, PAGES.article]) {
    const page = await open(t, path)
    const links = await page.evaluate(() => [...new Set([...document.querySelectorAll('main a[href]')]
      .map(a => a.href.split('#')[0]))].filter(url => new URL(url).host === location.host))
    for (const url of links) {
      const answer = await page.request.get(url)
      assert.ok(answer.status() < 400 || answer.status() === 501, `${url} answers ${answer.status()}`)
    }
  }
})

test('pictures are shown', async t => {
  const page = await open(t, PAGES.article)
  await page.waitForLoadState('networkidle')
  const broken = await page.evaluate(() => [...document.images].filter(i => !i.naturalWidth).map(i => i.src))
  assert.deepEqual(broken, [])
})

test('on paper there is only the article', async t => {
  const page = await open(t, PAGES.article)
  await page.emulateMedia({ media: 'print' })
  for (const part of ['.who', '.foot', '.toc-side', '.more']) assert.ok(!await page.locator(part).first().isVisible(), part)
  assert.ok(await page.locator('.prose').isVisible())
})
