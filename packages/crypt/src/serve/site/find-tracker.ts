import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail } from '../errors.ts';

const BUNDLE = '@snowplow/browser-tracker/dist/index.umd.min.js';

/**
 * Path of the official browser tracker's bundle, as the project has installed it.
 * @throws SITE_TRACKER_MISSING (user).
 */
export function findTracker(projectFolder: string): string {
  try {
    return createRequire(join(projectFolder, 'package.json')).resolve(BUNDLE);
  } catch (error) {
    throw fail('SITE_TRACKER_MISSING', { folder: projectFolder }, error);
  }
}
