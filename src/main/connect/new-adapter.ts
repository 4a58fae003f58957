import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartRefused } from '../roles/start-refused.ts';

/** Folders under adapters/ that are no protocols. */
const taken: ReadonlySet<string> = new Set(['kit', 'conformance', 'template', 'index']);

/**
 * Makes the folder of a new protocol, with everything that belongs to it elsewhere: its subject in the conformance suite, its
 * test, an example of a provider, and its lines in both lists. Returns the paths that were written, from `root`.
 * Throws `StartRefused`.
 */
export async function makeAdapter(root: string, name: string): Promise<readonly string[]> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 24 || taken.has(name)) {
    throw new StartRefused(`${name} is no name of a protocol: small letters, digits and single hyphens, at most 24`);
  }
  const files = await filesOf(root, name);
  for (const { to } of files) if (await isThere(join(root, to))) throw new StartRefused(`${to} is there already`);
  const lists = await Promise.all([
    withLine(root, 'adapters/index.ts', { name, module: `./${name}/adapter.ts`, ending: 'Adapter' }),
    withLine(root, 'adapters/conformance/subjects.ts', { name, module: `./${name}.ts`, ending: 'Subject' }),
  ]);
  for (const { to, content } of [...files, ...lists]) {
    await mkdir(dirname(join(root, to)), { recursive: true });
    await writeFile(join(root, to), content);
  }
  return [...files, ...lists].map(({ to }) => to);
}

interface NewFile {
  readonly to: string;
  readonly content: string;
}

async function filesOf(root: string, name: string): Promise<readonly NewFile[]> {
  const folder = await readdir(join(root, 'adapters/template'), { recursive: true, withFileTypes: true });
  const inside = folder
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, 'adapters/template/').length))
    .filter((path) => path !== 'example.json')
    .map((path) => ({ from: `adapters/template/${path}`, to: `adapters/${name}/${path}` }));
  const outside = [
    { from: 'adapters/conformance/template.ts', to: `adapters/conformance/${name}.ts` },
    { from: 'tests/adapters/template.test.ts', to: `tests/adapters/${name}.test.ts` },
    { from: 'adapters/template/example.json', to: `docs/examples/providers/${name}.json` },
  ];
  const port = await nextPort(root);
  return Promise.all(
    [...inside, ...outside].map(async ({ from, to }) => {
      const content = renamed(await readFile(join(root, from), 'utf8'), name);
      return { to, content: content.replace('127.0.0.1:8100', `127.0.0.1:${port}`) };
    }),
  );
}

/** Simulators for people listen on ports in the order of the list of protocols, from 8101 on. */
async function nextPort(root: string): Promise<number> {
  const subjects = await readFile(join(root, 'adapters/conformance/subjects.ts'), 'utf8');
  return 8_101 + (subjects.match(/^ {2}[a-zA-Z0-9]+Subject,$/gm) ?? []).length;
}

/** `templateAdapter`, `startTemplateSimulator` and `template` under the new name. */
function renamed(text: string, name: string): string {
  const camel = camelCase(name);
  const pascal = camel.charAt(0).toUpperCase() + camel.slice(1);
  return text
    .replace(/\btemplate(?=[A-Z])/g, camel)
    .replaceAll('Template', pascal)
    .replaceAll('template', name);
}

function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}

/** A list of the checkout with one more import and one more line. */
async function withLine(
  root: string,
  path: string,
  line: { readonly name: string; readonly module: string; readonly ending: string },
): Promise<NewFile> {
  const text = await readFile(join(root, path), 'utf8');
  const symbol = `${camelCase(line.name)}${line.ending}`;
  const imports = [...text.matchAll(/^import .*;$/gm)].at(-1);
  const list = /^export const [a-z]+: readonly [A-Za-z]+\[\] = \[$[^\]]*?^\];$/m.exec(text);
  if (!imports || !list) throw new StartRefused(`${path} is not as \`adapter new\` knows it: add ${symbol} by hand`);
  const end = list.index + list[0].length - '];'.length;
  const start = imports.index + imports[0].length;
  const added = `\nimport { ${symbol} } from '${line.module}';`;
  return {
    to: path,
    content: `${text.slice(0, start)}${added}${text.slice(start, end)}  ${symbol},\n${text.slice(end)}`,
  };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
