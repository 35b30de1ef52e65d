// What somebody does on a page, counted: steps, clicks and fields. Between the fields
// of a form people go by the tabulator, and what they have typed they send with Enter.
import { assert } from './browser.mjs'

export async function stopwatch(page) {
  const steps = []
  const began = Date.now()
  await page.exposeFunction('clicked', () => { steps.at(-1).clicks++ })
  // Only what a hand does is a click: no Enter, and none of a script.
  const count = () => addEventListener('pointerdown', (event) => { if (event.isTrusted) window.clicked() }, true)
  await page.addInitScript(count)
  await page.evaluate(count)

  return {
    // step begins what is done next, in a few words.
    step: (what) => steps.push({ what, clicks: 0, fields: 0 }),

    // type fills the field that has the focus, or comes next but for a few.
    async type(field, text) {
      const focused = () => field.evaluate((element) => element === document.activeElement)
      for (let tabs = 0; tabs < 4 && !(await focused()); tabs++) await page.keyboard.press('Tab')
      assert.ok(await focused(), `the tabulator leads to ${field}`)
      steps.at(-1).fields++
      await page.keyboard.insertText(text)
    },

    // told ends the count: it is printed as a table, for docs/console.md.
    told(title) {
      const sum = (of) => steps.reduce((total, step) => total + step[of], 0)
      console.log(`## ${title}\n\n| | step | clicks | fields |\n| ---: | --- | ---: | ---: |`)
      steps.forEach((step, i) => console.log(`| ${i + 1} | ${step.what} | ${step.clicks} | ${step.fields} |`))
      console.log(`| | **in all** | **${sum('clicks')}** | **${sum('fields')}** |`)
      console.error(`${title}: ${sum('clicks')} clicks in ${steps.length} steps, ${Math.round((Date.now() - began) / 1000)} s by machine`)
      return sum('clicks')
    },
  }
}
