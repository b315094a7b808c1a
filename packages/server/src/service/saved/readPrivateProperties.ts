import { refuseBody } from '../refuseBody.ts';
import { readFields, readText } from './readDefinition.ts';

const MAX_PROPERTIES = 100;
const MAX_PROPERTY_LENGTH = 195;

/** Reads the body of the settings: sorted, each once. Throws a `Refusal` (422) that names the wrong part. */
export function readPrivateProperties(body: unknown): string[] {
  const { private_properties: given } = readFields(body, ['private_properties']);
  const place = 'private_properties';
  if (!Array.isArray(given) || given.length > MAX_PROPERTIES) {
    const msg = `Input should be a list of at most ${MAX_PROPERTIES} names of properties; "*" is every property`;
    throw refuseBody([place], msg, 'list_type');
  }
  return [...new Set(given.map((name, n) => readText(name, [place, n], MAX_PROPERTY_LENGTH)))].sort();
}
