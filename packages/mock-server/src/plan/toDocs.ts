import type { TrackingPlan } from './definePlan.ts';
import type { JsonSchema } from './jsonSchema.ts';
import { toType } from './toTypes.ts';

/** The plan as Markdown: a section for each event, with a table of its properties. */
export function toDocs({ events }: TrackingPlan): string {
  const sections = events.map(({ type, description, properties }) => {
    const rows = properties.map(({ name, required, schema }) => {
      return `| \`${name}\` | ${cell(toType(schema).replace(/\s+/g, ' '))} | ${required ? 'yes' : 'no'} | ${cell(describe(schema))} |`;
    });
    const table =
      rows.length > 0
        ? ['| property | type | required | |', '| --- | --- | --- | --- |', ...rows].join('\n')
        : 'No properties of its own.';
    return `## ${type}\n\n${description ? `${description}\n\n` : ''}${table}\n`;
  });
  return `# Tracking plan\n\n${sections.join('\n')}`;
}

function describe({ description, minimum, maximum, pattern, examples }: JsonSchema): string {
  const notes = [
    description,
    minimum === undefined ? undefined : `at least ${minimum}`,
    maximum === undefined ? undefined : `at most ${maximum}`,
    pattern === undefined ? undefined : `matches \`${pattern}\``,
    examples ? `such as ${examples.map((one) => `\`${JSON.stringify(one)}\``).join(', ')}` : undefined,
  ];
  return notes.filter((note) => note !== undefined).join('; ');
}

/** Escapes bars, which would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
