// Who may import whom in packages/crypt/src. Read a row as: files of this folder may import from these.
import { isShipped, type Check, type Finding } from './source-file.ts';

const STAGES = ['collect', 'enrich', 'load', 'transform', 'serve'] as const;
const ADAPTERS = [
  'node',
  'local-log',
  'local-journal',
  'local-socket',
  'duckdb',
  'clear',
  'hmac',
  'iglu',
  'project-code',
  'journal-runs',
] as const;

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  contracts: ['kernel'],
  config: ['kernel', 'contracts'],
  schemas: ['kernel', 'contracts'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, ['kernel', 'contracts', 'config']])),
  enrich: ['kernel', 'contracts', 'config', 'schemas'],
  'adapters/node': ['kernel', 'contracts'],
  'adapters/local-log': ['kernel', 'contracts', 'adapters/node'],
  'adapters/local-journal': ['kernel', 'contracts', 'adapters/node', 'adapters/local-log'],
  'adapters/local-socket': ['kernel', 'contracts', 'adapters/node'],
  'adapters/duckdb': ['kernel', 'contracts', 'adapters/node'],
  'adapters/clear': ['kernel', 'contracts'],
  'adapters/hmac': ['kernel', 'contracts'],
  'adapters/iglu': ['kernel', 'contracts'],
  'adapters/project-code': ['kernel', 'contracts'],
  'adapters/journal-runs': ['kernel', 'contracts'],
  orchestrate: ['kernel', 'contracts', 'config', ...STAGES],
  cli: [
    'kernel',
    'contracts',
    'config',
    'schemas',
    ...STAGES,
    'orchestrate',
    ...ADAPTERS.map((name) => `adapters/${name}`),
  ],
};

/** A vendor's package may be imported by its adapter alone. */
const VENDORS: Readonly<Record<string, string>> = {
  '@duckdb/node-api': 'adapters/duckdb',
  ajv: 'schemas',
  'ajv-draft-04': 'schemas',
  esbuild: 'adapters/project-code',
};

const IMPORT = /(?:from|import\(|require\(|\)\()\s*'([^']+)'/;

export const checkEdges: Check = (files) => {
  const findings: Finding[] = [];
  for (const file of files.filter(isShipped)) {
    const folder = folderOf(file.path);
    for (const [index, line] of file.lines.entries()) {
      const target = IMPORT.exec(line)?.[1];
      if (target === undefined) continue;
      const instead = target.startsWith('.') ? judgeEdge(file.path, folder, target) : judgeVendor(folder, target);
      if (instead !== undefined) findings.push({ path: file.path, line: index + 1, rule: 'import edge', instead });
    }
  }
  return findings;
};

function judgeEdge(path: string, folder: string, target: string): string | undefined {
  const to = folderOf(new URL(target, `file:///${path}`).pathname.slice(1));
  if (to === folder || to === '') return undefined;
  const allowed = ALLOWED[folder];
  if (allowed === undefined) return `give ${folder} a row in tools/tidy/edges.ts and a README`;
  if (allowed.includes(to)) return undefined;
  return `${folder} may import ${allowed.join(', ') || 'nothing of ours'}, not ${to}; pass it in, or meet in contracts/`;
}

function judgeVendor(folder: string, target: string): string | undefined {
  const home = VENDORS[target];
  return home === undefined || home === folder ? undefined : `${target} belongs to ${home}; use a contract`;
}

/** `kernel`, or `adapters/duckdb`; empty outside src. */
function folderOf(path: string): string {
  const inside = /^packages\/crypt\/src\/(.*)$/.exec(path)?.[1];
  const parts = inside?.split('/') ?? [];
  if (parts.length < 2) return '';
  return parts[0] === 'adapters' ? `adapters/${parts[1]}` : (parts[0] ?? '');
}
