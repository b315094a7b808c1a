import { failed } from '@onevault/server/internal/cli/readFlags';
import type { Fault } from '../faults/fault.ts';

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Parses `drop_after,nth=2+5`, or JSON as for `/mock/faults`. `faults.add` checks whether it is a fault. */
export function readFault(text: string): Fault {
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text) as Fault;
    } catch {
      throw failed('--fault', 'it is not JSON', '--fault drop_after,first=3');
    }
  }
  const [fault = '', ...fields] = text.split(',');
  const read = fields.map((field): [string, unknown] => {
    const [, name, value] = /^(\w+)=(.+)$/.exec(field) ?? [];
    if (name === undefined || value === undefined) {
      throw failed(
        '--fault',
        `"${field}" is not of the form name=value`,
        '--fault status,status=503,retry_after=1,first=3',
      );
    }
    const isList = /^\d+(\+\d+)+$/.test(value);
    return [name, isList ? value.split('+').map(Number) : NUMBER.test(value) ? Number(value) : value];
  });
  return { fault, ...Object.fromEntries(read) } as unknown as Fault;
}
