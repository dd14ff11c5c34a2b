// The files the pages load, read once. Their addresses carry a hash of the content, so that browsers may keep them.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { assetUrl } from '../../kernel/asset.ts';
import type { Files } from '../../kernel/effects.ts';
import { fail } from '../errors.ts';
import { contentTypeOf } from '../http/content-type.ts';

export interface AssetUrls {
  readonly style: string;
  readonly script: string;
  readonly icon: string;
}

interface Asset {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

export interface Assets {
  readonly urls: AssetUrls;
  /** By the path of its address. */
  readonly byPath: ReadonlyMap<string, Asset>;
}

const FOLDER = fileURLToPath(assetUrl('portal/'));

/** @throws PORTAL_ASSET_MISSING (terminal). */
export async function readAssets(files: Pick<Files, 'readFile'>): Promise<Assets> {
  const byPath = new Map<string, Asset>();
  const add = async (name: string): Promise<string> => {
    const content = new Uint8Array(await readAsset(files, name));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    const path = `/assets/${hash}/${name}`;
    byPath.set(path, { content, contentType: contentTypeOf(name) });
    return path;
  };
  const urls = { style: await add('portal.css'), script: await add('live.js'), icon: await add('icon.svg') };
  return { urls, byPath };
}

async function readAsset(files: Pick<Files, 'readFile'>, name: string): Promise<Uint8Array> {
  try {
    return await files.readFile(`${FOLDER}${name}`);
  } catch (error) {
    throw fail('PORTAL_ASSET_MISSING', { path: `assets/portal/${name}` }, error);
  }
}
