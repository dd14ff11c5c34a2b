import type { TemplatePlace } from '../../errors.ts';
import { placeOf } from '../../jinja/run/locate.ts';
import type { CallSite } from '../../jinja/values/value.ts';
import type { RunWorld } from '../run-world.ts';

const FRAME = /^[^(]* \((.*):(\d+):(\d+)\)$/;

/** Where of the project a call comes from: the engine's own macros are passed over. Their place, when nothing else called. */
export function callerPlace(world: Pick<RunWorld, 'isInternal'>, site: CallSite): TemplatePlace {
  return projectPlace(world, placeOf(site));
}

/** The innermost place of the project, when the place is in one of the engine's own macros. */
export function projectPlace({ isInternal }: Pick<RunWorld, 'isInternal'>, place: TemplatePlace): TemplatePlace {
  let at = place;
  while (isInternal(at.template)) {
    const [frame, ...stack] = at.stack;
    const [, template, line, column] = FRAME.exec(frame ?? '') ?? [];
    if (template === undefined) return place;
    at = { template, line: Number(line), column: Number(column), stack };
  }
  return at;
}
