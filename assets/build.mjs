// Make the files that gongkai embeds: node build.mjs [FOLDER], otherwise assets/gen/.
// The outcome depends on these sources and package-lock.json alone, byte for byte.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2] ?? join(here, 'gen')
const target = ['chrome80', 'firefox78', 'safari13.1', 'edge88']
const banner = '/*! with parts of govuk-frontend 6.6.0, MIT licence: see NOTICE of gongkai */'

mkdirSync(out, { recursive: true })

const style = sass.compile(join(here, 'scss/app.scss'), {
  loadPaths: [join(here, 'node_modules')],
  quietDeps: true,
  silenceDeprecations: ['mixed-decls'], // 1.80 keeps their old meaning, which is what is meant
  alertAscii: true
})
const css = await esbuild.transform(style.css, { loader: 'css', minify: true, target, charset: 'utf8' })
writeFileSync(join(out, 'app.css'), `${banner}\n${css.code}`)

for (const name of ['app', 'upload']) {
  const js = await esbuild.build({
    entryPoints: [join(here, `js/${name}.js`)],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2020'],
    charset: 'utf8',
    legalComments: 'none',
    write: false
  })
  writeFileSync(join(out, `${name}.js`), `${banner}\n${js.outputFiles[0].text}`)
}
copyFileSync(join(here, 'icon.svg'), join(out, 'icon.svg'))
