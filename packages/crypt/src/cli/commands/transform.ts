// dbt's commands on a dbt project.
import { homedir } from 'node:os';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { nodeRandom } from '../../adapters/node/node-random.ts';
import { assetUrl } from '../../kernel/asset.ts';
import { runCommand } from '../../transform/command/commands.ts';
import type { CliContext } from '../context.ts';
import { openLog } from '../open-log.ts';
import { serveFolder } from '../serve-folder.ts';
import { packageEffects } from '../package-effects.ts';
import { findOwnTarget, openTransformEngine } from '../transform-warehouse.ts';
import { VERSION } from '../version.ts';

/** @param line everything that was typed. */
export function transform(context: CliContext, line: readonly string[]): Promise<number> {
  const { folder, environment, files, clock, out, note, terminal, interrupted } = context;
  return runCommand(line, {
    folder,
    home: homedir(),
    environment,
    files,
    clock,
    uuid: () => nodeRandom.uuid(),
    out,
    note,
    openLog,
    colours: terminal && (environment['NO_COLOR'] ?? '') === '',
    interrupted,
    macros: fileURLToPath(assetUrl('')).replace(/[/\\]$/, ''),
    version: VERSION,
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    packages: packageEffects,
    serveFolder,
    findOwnTarget: (projectFolder) => findOwnTarget(projectFolder, files),
    openEngine: (request) => openTransformEngine(context, request),
  });
}
