import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '../Page.ts';
import { ROOT } from '../root.ts';
import { type Field, listFields, toType } from './describeSchema.ts';
import type { Content, OpenApi, Operation, Schema } from './OpenApi.ts';

/** A page for each group of routes, from the description that the server gives of itself. */
export async function makeHttp(): Promise<Page[]> {
  const api = await readDescription();
  const groups = api.tags.map(({ name, description }) => {
    const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { tags }]) => tags.includes(name))
        .map(([method, operation]) => toSection(`${method.toUpperCase()} ${path}`, operation, api)),
    );
    return {
      path: `reference/http/${name.toLowerCase()}`,
      title: `HTTP: ${name}`,
      label: name,
      description,
      madeFrom: ['packages/contract/src', 'packages/server/src/service'],
      text: [
        `# HTTP: ${name}`,
        description,
        'Made from the server’s own OpenAPI description (`/openapi.json`). Protected routes need the headers `X-Customer-ID` and `Authorization: Bearer <token>`.',
        ...routes,
      ].join('\n\n'),
    };
  });
  return groups;
}

/** The server inside this process, without a port. */
async function readDescription(): Promise<OpenApi> {
  const file = join(ROOT, 'packages/mock-server/dist/testing.js');
  const { createMockServer } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  const server = await createMockServer({ port: false, mock: false });
  try {
    return await (await server.fetch('/openapi.json')).json();
  } finally {
    await server.close();
  }
}

function toSection(title: string, operation: Operation, api: OpenApi): string {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const fields: Field[] = parameters.map(({ name, required, description: about = '', schema }) => {
    const standard = schema.default === undefined ? '' : ` Default \`${schema.default}\`.`;
    return {
      name,
      type: toType(schema),
      isRequired: required ?? false,
      description: `${about}${about ? '.' : ''}${standard}`,
    };
  });
  const { 200: done, ...others } = responses;
  const answers = Object.entries(others).map(([status, { description: about }]) => `| ${status} | ${toCell(about)} |`);
  return [
    `## ${title}`,
    `${summary}.`,
    ...(description ? [description] : []),
    ...(fields.length > 0 ? ['**Parameters**', toTable(fields)] : []),
    ...toBody('Body', requestBody?.content, api),
    ...toBody('Answer 200', done?.content, api),
    ...(answers.length > 0 ? [`| otherwise | |\n| --- | --- |\n${answers.join('\n')}`] : []),
  ].join('\n\n');
}

function toBody(title: string, content: Content | undefined, api: OpenApi): string[] {
  const [kind = '', { schema } = {}] = Object.entries(content ?? {})[0] ?? [];
  if (!schema) return kind ? [`**${title}**: \`${kind}\`.`] : [];
  return listShapes(schema, api).flatMap(({ name, shape }) => {
    const fields = listFields(shape);
    const label = `**${title}**${name ? ` (${name})` : ''}`;
    if (fields.length === 0) return [`${label}: ${toType(shape)}.`];
    return [label, toTable(fields)];
  });
}

/** A schema may be one of several: each with its name. */
function listShapes(schema: Schema, api: OpenApi): { name: string; shape: Schema }[] {
  if (schema.anyOf?.some(({ $ref }) => $ref)) return schema.anyOf.flatMap((one) => listShapes(one, api));
  const name = schema.$ref?.split('/').at(-1) ?? '';
  return [{ name, shape: (name && api.components.schemas[name]) || schema }];
}

/** Most fields say all by their name and type: then there is no column for more. */
function toTable(fields: Field[]): string {
  const hasMore = fields.some(({ description }) => description);
  const rows = fields.map(({ name, type, isRequired, description }) => {
    const more = hasMore ? ` ${toCell(description)} |` : '';
    return `| \`${name}\`${isRequired ? '' : ' (optional)'} | ${type} |${more}`;
  });
  const head = hasMore ? '| name | type | |\n| --- | --- | --- |' : '| name | type |\n| --- | --- |';
  return `${head}\n${rows.join('\n')}`;
}

const toCell = (text: string) => text.replaceAll('|', '\\|').replace(/[<{]/g, (sign) => `\\${sign}`);
