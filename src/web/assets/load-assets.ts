import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { type CodePointRanges, subsetFont } from './subset-font.ts';

/** A file the pages load. Its name holds a digest of its bytes, so that a browser may keep it for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly plain: Buffer;
  readonly brotli: Buffer;
  readonly gzip: Buffer;
}

/** Where the pages find what they load. */
export interface AssetPaths {
  readonly stylesheet: string;
  readonly script: string;
  readonly tellerScript: string;
  readonly htmx: string;
  readonly htmxStream: string;
  readonly mark: string;
}

export interface Assets {
  readonly paths: AssetPaths;
  readonly byPath: ReadonlyMap<string, Asset>;
}

export const assetPrefix = '/assets/';

/** The parts of the one stylesheet, in the order of the cascade. */
const styleParts = ['base', 'layout', 'buttons', 'forms', 'lists', 'pages', 'paying', 'teller', 'print'];

/** Azerbaijani, Russian and English, the signs of the currencies, and what stands between words. */
const characters: CodePointRanges = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x18f, 0x18f],
  [0x1e6, 0x1e7],
  [0x259, 0x259],
  [0x400, 0x45f],
  [0x490, 0x491],
  [0x2010, 0x2027],
  [0x2030, 0x203a],
  [0x20a0, 0x20bf],
  [0x2116, 0x2116],
  [0x2122, 0x2122],
  [0x2212, 0x2212],
];

const fonts = [
  { name: 'noto-sans-400', file: '400Regular/NotoSans_400Regular.ttf' },
  { name: 'noto-sans-600', file: '600SemiBold/NotoSans_600SemiBold.ttf' },
  { name: 'noto-sans-700', file: '700Bold/NotoSans_700Bold.ttf' },
];

const require = createRequire(import.meta.url);
const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

let loaded: Promise<Assets> | undefined;

/** Everything the pages load, read, cut and compressed at the first call: some tenths of a second, once. */
export function loadAssets(): Promise<Assets> {
  loaded ??= makeAssets();
  return loaded;
}

async function makeAssets(): Promise<Assets> {
  const fontAssets = await Promise.all(fonts.map(loadFont));
  const stylesheet = await loadStylesheet(fontAssets);
  const script = await makeAsset('cabinet.js', 'text/javascript; charset=utf-8', await readOwn('scripts/cabinet.js'));
  const teller = await makeAsset('teller.js', 'text/javascript; charset=utf-8', await readOwn('scripts/teller.js'));
  const htmx = await loadScript('htmx.js', 'htmx.org/dist/htmx.min.js');
  const htmxStream = await loadScript('htmx-stream.js', 'htmx.org/dist/ext/hx-sse.min.js');
  const mark = await makeAsset('mark.svg', 'image/svg+xml', await readOwn('assets/mark.svg'));
  const all = [...fontAssets, stylesheet, script, teller, htmx, htmxStream, mark];
  return {
    paths: {
      stylesheet: stylesheet.path,
      script: script.path,
      tellerScript: teller.path,
      htmx: htmx.path,
      htmxStream: htmxStream.path,
      mark: mark.path,
    },
    byPath: new Map(all.map((asset) => [asset.path, asset])),
  };
}

/** The asset in the shortest form that the browser takes. */
export function encodeAsset(asset: Asset, acceptEncoding: string | undefined): { body: Buffer; encoding?: string } {
  const accepted = (acceptEncoding ?? '').split(',').map((coding) => coding.trim());
  if (accepted.includes('br')) return { body: asset.brotli, encoding: 'br' };
  if (accepted.includes('gzip')) return { body: asset.gzip, encoding: 'gzip' };
  return { body: asset.plain };
}

async function loadFont(font: { readonly name: string; readonly file: string }): Promise<Asset> {
  const whole = await readFile(require.resolve(`@expo-google-fonts/noto-sans/${font.file}`));
  return makeAsset(`${font.name}.ttf`, 'font/ttf', subsetFont(whole, characters));
}

/** The stylesheet names its fonts by their plain names; the digests come in here. */
async function loadStylesheet(fontAssets: readonly Asset[]): Promise<Asset> {
  const parts = await Promise.all(styleParts.map((part) => readOwn(`styles/${part}.css`)));
  const css = parts.join('\n').replace(/url\(([a-z0-9-]+)\.ttf\)/g, (whole, name: string) => {
    const font = fontAssets.find((asset) => asset.path.startsWith(`${assetPrefix}${name}-`));
    return font ? `url(${font.path})` : whole;
  });
  return makeAsset('cabinet.css', 'text/css; charset=utf-8', Buffer.from(css));
}

async function loadScript(name: string, path: string): Promise<Asset> {
  const text = await readFile(require.resolve(path), 'utf8');
  // The map is not served: a browser with open tools would ask for it in vain.
  const bare = text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  return makeAsset(name, 'text/javascript; charset=utf-8', Buffer.from(bare));
}

function readOwn(path: string): Promise<Buffer> {
  return readFile(new URL(`../${path}`, import.meta.url));
}

async function makeAsset(name: string, type: string, plain: Buffer): Promise<Asset> {
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 12);
  const path = `${assetPrefix}${name.replace(/\.([a-z]+)$/, `-${digest}.$1`)}`;
  const [brotli, gzipped] = await Promise.all([compressBrotli(plain), compressGzip(plain)]);
  return { path, type, plain, brotli, gzip: gzipped };
}
