import { cut } from '../src/browser/cut.ts';
import { toMessage } from '../src/browser/toMessage.ts';
import type { EventData } from '../src/events.ts';
import { MAX_MESSAGE_LENGTH, MAX_STACK_LENGTH, readError, scrubText } from '../src/features/errors.ts';

/** Name, message and stack of a thrown value, which can be anything. Addresses and tokens in them are masked. */
export function describeError(cause: unknown): EventData {
  return {
    name: cut(readError(cause, 'name'), MAX_MESSAGE_LENGTH) || undefined,
    message: scrubText(readError(cause, 'message') || toMessage(cause), MAX_MESSAGE_LENGTH),
    stack: scrubText(readError(cause, 'stack'), MAX_STACK_LENGTH),
  };
}
