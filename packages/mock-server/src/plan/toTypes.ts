import type { TrackingPlan } from './definePlan.ts';
import type { JsonSchema } from './jsonSchema.ts';

/** The plan as TypeScript: `Plan`, for `new OneVaultTracker<Plan>(…)`. */
export function toTypes({ events }: TrackingPlan): string {
  const members = events.map(({ type, description, properties }) => {
    const fields = properties.map(({ name, required, schema }) => {
      return `${comment(schema.description, '    ')}    ${key(name)}${required ? '' : '?'}: ${toType(schema, '    ')};\n`;
    });
    return `${comment(description ?? undefined, '  ')}  ${key(type)}: {\n${fields.join('')}  };\n`;
  });
  return `// Made by \`onevault-mock-server plan types\`. Change the tracking plan, not this file.\n\nexport interface Plan {\n${members.join('')}}\n`;
}

/** The TypeScript type of one schema; on one line unless it is an object. */
export function toType(schema: JsonSchema, indent = ''): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map((one) => toType(one, indent)).join(' | ');
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return schema.properties ? toObject(schema, indent) : 'unknown';
  return types
    .map((type) => {
      if (type === 'integer') return 'number';
      if (type === 'array') return `Array<${schema.items ? toType(schema.items, indent) : 'unknown'}>`;
      return type === 'object' ? toObject(schema, indent) : type;
    })
    .join(' | ');
}

function toObject({ properties, required = [] }: JsonSchema, indent: string): string {
  if (!properties) return 'Record<string, unknown>';
  const fields = Object.entries(properties).map(([name, schema]) => {
    return `${indent}  ${key(name)}${required.includes(name) ? '' : '?'}: ${toType(schema, `${indent}  `)};\n`;
  });
  return `{\n${fields.join('')}${indent}}`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function comment(text: string | undefined, indent: string): string {
  return text ? `${indent}/** ${text.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n` : '';
}
