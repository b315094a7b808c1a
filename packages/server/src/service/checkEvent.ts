import type { Environment, ErrorDetail, Reason } from '@onevault/contract';
import type { Customer } from '../engine/port.ts';
import { type ValidEvent, validateEvent } from '../ingest/validateEvent.ts';
import type { ServiceContext } from './context.ts';
import { findMisplacement } from './environmentRule.ts';

type Loc = ErrorDetail['loc'];

export type Checked =
  | { event: ValidEvent }
  | { problems: ErrorDetail[]; code: 'INVALID_EVENT' | 'WRONG_ENVIRONMENT'; event?: never };

interface CheckOptions {
  /** The place in the body: `["body"]`, or `["body", 3]` in a batch. */
  loc: Loc;
  /** Of the key, if it is for one. */
  environment: Environment | undefined;
}

/**
 * Validates an event, compares it with the environment of its key, asks a host's hooks, and reports a refusal to the
 * observer and the hooks.
 */
export function checkEvent(
  { hooks, observe }: Pick<ServiceContext, 'hooks' | 'observe'>,
  { customerId }: Pick<Customer, 'customerId'>,
  event: unknown,
  { loc, environment }: CheckOptions,
): Checked {
  const refuse = (problems: ErrorDetail[], reasons: Reason[], isMisplaced = false): Checked => {
    const [first] = problems;
    if (first) observe.onRefused?.(first.type);
    hooks?.onRefused({ customerId, event, reasons });
    return { problems, code: isMisplaced ? 'WRONG_ENVIRONMENT' : 'INVALID_EVENT' };
  };
  const validation = validateEvent(event, loc);
  if ('problems' in validation) return refuse(validation.problems, toReasons(validation.problems, loc));
  const { payload } = validation.event;
  const misplacement = environment && findMisplacement(environment, payload);
  if (misplacement) return refuse(toProblems([misplacement], loc), [misplacement], true);
  const reasons = hooks?.checkEvent?.(payload) ?? [];
  return reasons.length > 0 ? refuse(toProblems(reasons, loc), reasons) : validation;
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
