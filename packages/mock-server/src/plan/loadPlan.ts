import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { definePlan, type EventSchema, type TrackingPlan } from './definePlan.ts';

/**
 * A plan from its file: JSON, or a module that exports `plan` (or has it as its default). A TypeScript file works
 * where Node strips types by itself, from 22.18 on.
 *
 * @throws Error that says what is wrong with the file and what would be right.
 */
export async function loadPlan(file: string): Promise<TrackingPlan> {
  const isJson = extname(file) === '.json';
  const found = isJson ? await readJson(file) : await importPlan(file);
  if (isPlan(found)) return found;
  if (typeof found === 'object' && found !== null) return definePlan(withoutSchemaField(found));
  throw new Error(
    `Failed to read the tracking plan ${file}: ${isJson ? 'it is no object' : 'it exports no plan'}. ` +
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
      `Failed to read the tracking plan ${file}: it, or what it imports, is not there. Please check the path.`,
    );
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return new Error(
      `Failed to read the tracking plan ${file}: this Node reads no TypeScript. Please use Node 22.18 or newer, or a .mjs or .json file.`,
    );
  }
  return new Error(`Failed to read the tracking plan ${file}: ${message}. Please correct it.`);
}

function isPlan(value: unknown): value is TrackingPlan {
  return typeof value === 'object' && value !== null && 'check' in value && 'events' in value && 'schemas' in value;
}

/** Editors find a JSON file's own schema by it; it is no event. */
function withoutSchemaField(found: object): Record<string, EventSchema> {
  const { $schema, ...events } = found as Record<string, EventSchema>;
  return events;
}
