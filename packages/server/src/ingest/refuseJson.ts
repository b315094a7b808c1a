import { findJsonError } from './findJsonError.ts';
import { Refusal } from './refusal.ts';

/** The refusal of a text that is not JSON, with the position of the error. */
export function refuseJson(text: string): Refusal {
  return text.trim() === '' ? missingBody() : brokenJson(text);
}

function missingBody(): Refusal {
  return new Refusal({
    status: 422,
    code: 'INVALID_JSON',
    message: 'The body is empty: it must be a JSON object, {} at the least',
    detail: [{ loc: ['body'], msg: 'Field required', type: 'missing' }],
  });
}

function brokenJson(text: string): Refusal {
  const { position, message } = findJsonError(text) ?? { position: 0, message: 'not readable' };
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const msg = `JSON decode error: ${message} at line ${line}, column ${column}`;
  return new Refusal({
    status: 422,
    code: 'INVALID_JSON',
    message: `The body is not valid JSON: ${message} at line ${line}, column ${column}`,
    detail: [{ loc: ['body', position], msg, type: 'json_invalid' }],
  });
}
