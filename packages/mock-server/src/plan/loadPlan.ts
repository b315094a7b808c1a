import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { definePlan, type EventSchema, type TrackingPlan } from './definePlan.ts';

/**
 * Loads a plan from a file: JSON, or a module that exports `plan` (or exports it as default). A TypeScript file needs
 * Node 22.18 or newer, which strips types.
 *
 * @throws Error that says what is wrong with the file and how to correct it.
 */
export async function loadPlan(file: string): Promise<TrackingPlan> {
  const isJson = extname(file) === '.json';
  const found = isJson ? await readJson(file) : await importPlan(file);
  if (isPlan(found)) return found;
  if (typeof found === 'object' && found !== null) return definePlan(withoutSchemaField(found));
  throw new Error(
    `Failed to read the tracking plan ${file}: ${isJson ? 'it is not an object' : 'it exports no plan'}. ` +
      `Please ${isJson ? 'write { "event_type": schema }' : 'write `export const plan = definePlan({ … })`'}.`,
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function importPlan(file: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(resolve(file)).href)) as { plan?: unknown; default?: unknown };
    return module.plan ?? module.default;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (message?.startsWith('Failed to ')) return error as Error;
  if (code === 'ENOENT' || code === 'ERR_MODULE_NOT_FOUND') {
    return new Error(
      `Failed to read the tracking plan ${file}: the file, or one that it imports, does not exist. Please check the path.`,
    );
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return new Error(
      `Failed to read the tracking plan ${file}: this Node version cannot load TypeScript. Please use Node 22.18 or newer, or a .mjs or .json file.`,
    );
  }
  return new Error(`Failed to read the tracking plan ${file}: ${message}. Please correct it.`);
}

function isPlan(value: unknown): value is TrackingPlan {
  return typeof value === 'object' && value !== null && 'check' in value && 'events' in value && 'schemas' in value;
}

/** Removes `$schema`, which editors use; it is not an event. */
function withoutSchemaField(found: object): Record<string, EventSchema> {
  const { $schema, ...events } = found as Record<string, EventSchema>;
  return events;
}
