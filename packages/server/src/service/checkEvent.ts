import type { ErrorDetail, Reason } from '@onevault/contract';
import type { Customer } from '../engine/port.ts';
import { type Validation, validateEvent } from '../ingest/validateEvent.ts';
import type { ServiceContext } from './context.ts';

type Loc = ErrorDetail['loc'];

/** Validates an event, asks a host's hooks, and reports a refusal to the observer and the hooks. */
export function checkEvent(context: ServiceContext, { customerId }: Customer, event: unknown, loc: Loc): Validation {
  const { hooks, observe } = context;
  let validation = validateEvent(event, loc);
  const reasons =
    'problems' in validation ? toReasons(validation.problems, loc) : hooks?.checkEvent?.(validation.event.payload);
  if (!reasons || reasons.length === 0) return validation;
  if (!('problems' in validation)) validation = { problems: toProblems(reasons, loc) };
  const [first] = validation.problems;
  if (first) observe.onRefused?.(first.type);
  hooks?.onRefused({ customerId, event, reasons });
  return validation;
}

function toReasons(problems: ErrorDetail[], loc: Loc): Reason[] {
  return problems.map(({ loc: at, msg, type }) => ({
    rule: type,
    pointer: at
      .slice(loc.length)
      .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join(''),
    message: msg,
  }));
}

function toProblems(reasons: Reason[], loc: Loc): ErrorDetail[] {
  return reasons.map(({ rule, pointer, message }) => {
    const path = pointer.split('/').slice(1);
    return {
      loc: [...loc, ...path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))],
      msg: message,
      type: rule,
    };
  });
}
