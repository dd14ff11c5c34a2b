import type { Files } from '../../kernel/effects.ts';
import type { Manifest } from './manifest.ts';

/** Writes `manifest.json` in one step; the folder is made when it is not there. */
export async function writeManifest(files: Files, targetFolder: string, manifest: Manifest): Promise<void> {
  await files.makeFolder(targetFolder);
  await files.replaceFile(`${targetFolder}/manifest.json`, JSON.stringify(manifest));
}
