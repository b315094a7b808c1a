import type { TrackerSettings } from '../planInit.ts';

/** A module that starts the tracker as soon as it is imported, in a page only. */
export function trackingModule(settings: TrackerSettings): string {
  return `import { OneVaultTracker } from '@onevault/tracker';

export const tracker = new OneVaultTracker(${toOptions(settings, '')});
tracker.enableAutoTracking();
`;
}

/** The options as code; `indent` is that of the line on which they begin. */
export function toOptions({ apiBaseUrl, customerId, apiToken }: TrackerSettings, indent: string): string {
  const fields = Object.entries({ apiBaseUrl, customerId, apiToken });
  return `{\n${fields.map(([name, value]) => `${indent}  ${name}: ${toText(value)},\n`).join('')}${indent}}`;
}

/** In a script of a page too, which `</script>` would end. */
function toText(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('<', '\\u003c')}'`;
}
