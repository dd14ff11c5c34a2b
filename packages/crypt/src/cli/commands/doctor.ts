import { resolve } from 'node:path';
import { readProject, type Project } from '../../config/read-config.ts';
import { errorText, EXIT_CODE, isCryptError } from '../../kernel/crypt-error.ts';
import type { CliContext, Command } from '../context.ts';
import {
  checkDataFolder,
  checkDisk,
  checkEngine,
  checkModels,
  checkNode,
  checkPorts,
  checkSync,
  type Finding,
} from '../doctor-checks.ts';
import { VERSION } from '../version.ts';

export const doctor: Command = async (context, args) => {
  const findings: Finding[] = [checkNode(process.version, process.platform)];
  const project = await findProject(context, args.project, findings);
  if (project !== undefined) {
    findings.push(await checkDataFolder(project, context.files));
    findings.push(await checkPorts(project));
    findings.push(await checkModels(project, context.files));
    findings.push(await checkDisk(project, context.files));
    findings.push(await checkSync(project, context.files, context.clock));
  }
  findings.push(await checkEngine());
  const failed = findings.some((finding) => finding.state === 'fail');
  if (args.json)
    context.out(
      `${JSON.stringify({ version: VERSION, node: process.version, platform: process.platform, findings })}\n`,
    );
  else context.out(`${findings.map(render).join('\n')}\n`);
  return failed ? EXIT_CODE.terminal : 0;
};

async function findProject(
  context: CliContext,
  folder: string | undefined,
  findings: Finding[],
): Promise<Project | undefined> {
  try {
    const project = await readProject(resolve(context.folder, folder ?? '.'), context.files, context.environment);
    findings.push({
      check: 'project',
      state: 'ok',
      found: `${project.config.name}, ${project.configPath}`,
      todo: null,
    });
    return project;
  } catch (error) {
    const todo = isCryptError(error) ? error.hint : null;
    findings.push({ check: 'project', state: 'fail', found: errorText(error), todo });
    return undefined;
  }
}

function render({ check, state, found, todo }: Finding): string {
  const mark = { ok: '✓ ok  ', warn: '! warn', fail: '✗ fail' }[state];
  return `${mark}  ${check.padEnd(8)}  ${found}${todo === null ? '' : `\n          → ${todo}`}`;
}
