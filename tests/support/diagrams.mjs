// What the checks of BPMN and DMN files share: the schema by xmllint, a viewer in headless Chromium, a count of problems.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/// The checks of one folder, with the packages installed there. Ends the program when there is nothing to work with.
export function checks(folder, files) {
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) {
    console.error(`check: ${modules} is missing; run npm ci in ${folder} (script/test does).`);
    process.exit(2);
  }
  if (files.length === 0) {
    console.error('check: no files named.');
    process.exit(2);
  }
  let problems = 0;
  const problem = (file, text) => {
    problems += 1;
    console.error(`${file}: ${text}`);
  };

  /// @param schema  a file among the packages; nothing is fetched
  const validate = (schema) => {
    for (let i = 0; i < files.length; i += 50) {
      const some = files.slice(i, i + 50);
      try {
        execFileSync('xmllint', ['--nonet', '--noout', '--schema', join(modules, schema), ...some], {stdio: ['ignore', 'ignore', 'pipe']});
      } catch (error) {
        for (const line of String(error.stderr ?? error).split('\n')) if (line && !line.endsWith(' validates')) problem('schema', line);
      }
    }
  };

  /// Runs `open` in the page for the text of each file, with the viewer's script loaded and `#canvas` to draw on. It returns
  /// `{warnings, ids}`, the latter of what is drawn; `look(file, result, page)` may see more in it.
  const show = async (script, tool, expected, open, look) => {
    const {chromium} = createRequire(join(modules, 'anything.js'))('playwright-core');
    const profile = mkdtempSync(join(tmpdir(), 'diagram-check-'));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    try {
      const page = await browser.newPage();
      page.on('pageerror', (error) => problem('browser', error.message));
      await page.setContent('<!doctype html><div id="canvas" style="width:1400px;height:1000px"></div>');
      await page.addScriptTag({path: join(modules, script)});
      for (const file of files) {
        const result = await page.evaluate(open, readFileSync(file, 'utf8'));
        for (const warning of result.warnings) problem(file, `${tool}: ${warning}`);
        const drawn = new Set(result.ids);
        for (const id of expected.get(file)) if (!drawn.has(id)) problem(file, `${tool} does not draw ${id}`);
        await look(file, result, page);
      }
    } finally {
      await browser.close();
      rmSync(profile, {recursive: true, force: true});
    }
  };

  const finish = () => {
    console.log(`${files.length} files, ${problems} problems`);
    process.exit(problems > 0 ? 1 : 0);
  };
  return {problem, validate, show, finish};
}
