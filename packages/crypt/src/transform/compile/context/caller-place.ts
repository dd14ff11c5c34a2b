import type { TemplatePlace } from '../../errors.ts';
import { placeOf } from '../../jinja/run/locate.ts';
import type { CallSite } from '../../jinja/values/value.ts';
import type { RunWorld } from '../run-world.ts';

const FRAME = /^[^(]* \((.*):(\d+):(\d+)\)$/;

/** Where of the project a call comes from: the engine's own macros are passed over. Their place, when nothing else called. */
export function callerPlace({ isInternal }: Pick<RunWorld, 'isInternal'>, site: CallSite): TemplatePlace {
  const place = placeOf(site);
  let at = place;
  while (isInternal(at.template)) {
    const [frame, ...stack] = at.stack;
    const [, template, line, column] = FRAME.exec(frame ?? '') ?? [];
    if (template === undefined) return place;
    at = { template, line: Number(line), column: Number(column), stack };
  }
  return at;
}
