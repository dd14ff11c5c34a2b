import { benchCollector } from './collector-bench.ts';
import { benchEnrich } from './enrich-bench.ts';
import { render, type Figure } from './figure.ts';
import { benchPage } from './page-bench.ts';
import { benchJinja } from './jinja-bench.ts';
import { benchPlatform } from './platform-bench.ts';
import { benchStages } from './stage-bench.ts';
import { benchTable } from './table-bench.ts';
import { benchTransform } from './transform-bench.ts';
import { benchVisitors } from './visitors-bench.ts';

const options = new Map(
  process.argv.slice(2).map((argument) => argument.replace(/^--/, '').split('=') as [string, string | undefined]),
);
const seconds = Number(options.get('seconds') ?? 8);
const rows = (options.get('rows') ?? '1e6').split(',').map(Number);
const only = options.get('only');

const onFigure = (figure: Figure): void => {
  process.stdout.write(`${options.has('json') ? JSON.stringify(figure) : render(figure)}\n`);
};

const parts: Readonly<Record<string, () => Promise<void>>> = {
  collector: () => benchCollector(seconds, onFigure),
  enrich: () => benchEnrich(onFigure, Number(options.get('events') ?? 0)),
  jinja: () => benchJinja(onFigure),
  stages: () => benchStages(onFigure),
  platform: () => benchPlatform(seconds, onFigure),
  visitors: () => benchVisitors(onFigure),
  transform: () => benchTransform(onFigure, options.has('peers')),
  page: () => benchPage(onFigure),
  table: () => benchTable(rows, onFigure),
};

for (const [name, part] of Object.entries(parts)) if (only === undefined || only === name) await part();
