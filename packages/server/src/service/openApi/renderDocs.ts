import type { Reply } from '../endpoint.ts';
import type { OpenApi, Operation } from './createOpenApi.ts';
import { docsStyle } from './docsStyle.ts';

type Schema = Record<string, unknown>;

/**
 * Renders the document as one self-contained page: no script, no font, no other file. Sections are `details` elements,
 * so that they work by keyboard and the page is searchable.
 */
export async function renderDocs(document: OpenApi): Promise<Reply> {
  const { info, tags, paths, components } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const sections = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === name);
    return `<section aria-labelledby="${toId(name)}"><h2 id="${toId(name)}">${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p>
${own.map(({ path, method, operation }) => renderOperation(path, method, operation)).join('\n')}</section>`;
  });
  const links = [...tags.map(({ name }) => name), 'Schemas'].map(
    (name) => `<li><a href="#${toId(name)}">${escapeHtml(name)}</a></li>`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${toId(name)}"><summary><code>${escapeHtml(name)}</code></summary><pre tabindex="0"><code>${escapeHtml(JSON.stringify(schema, null, 2))}</code></pre></details>`,
  );
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(info.title)} ${escapeHtml(info.version)}</title>
<style>${docsStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><h1>${escapeHtml(info.title)} <small>${escapeHtml(info.version)}</small></h1>
<p>${inline(info.description)} <a href="/openapi.json">openapi.json</a></p>
<nav aria-label="Sections"><ul>${links.join('')}</ul></nav></header>
<main id="content">
${sections.join('\n')}
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
${schemas.join('\n')}</section>
</main>
</body>
</html>
`;
  return {
    status: 200,
    body: html,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${await sha256Base64(docsStyle)}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  };
}

function renderOperation(path: string, method: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses, security, operationId } = operation;
  const parameterRows = parameters.map(
    ({ name, in: place, schema, description: text }) =>
      `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td>${place}</td><td>${escapeHtml(typeOf(schema as Schema))}</td><td>${escapeHtml(text)}</td></tr>`,
  );
  const responseRows = Object.entries(responses).map(
    ([status, { description: text, content }]) =>
      `<tr><th scope="row">${status}</th><td>${contentOf(content)}</td><td>${inline(text)}</td></tr>`,
  );
  return `<details id="${operationId}"><summary><span class="method ${method.toLowerCase()}">${method}</span> <code>${escapeHtml(path)}</code> <span class="summary">${escapeHtml(summary)}</span></summary>
<div class="body">
${description ? `<p>${escapeHtml(description)}</p>` : ''}
${requestBody ? `<p>Body${requestBody.required ? '' : ' (may be missing)'}: ${contentOf(requestBody.content)}</p>` : ''}
${parameterRows.length > 0 ? `<table><caption>Parameters</caption><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Description</th></tr></thead><tbody>${parameterRows.join('')}</tbody></table>` : ''}
<table><caption>Answers</caption><thead><tr><th scope="col">Status</th><th scope="col">Body</th><th scope="col">When</th></tr></thead><tbody>${responseRows.join('')}</tbody></table>
<pre tabindex="0"><code>${escapeHtml(toCurl(path, method, security.length > 0, requestBody !== undefined))}</code></pre>
</div></details>`;
}

function toCurl(path: string, method: string, hasKey: boolean, hasBody: boolean): string {
  const parts = [`curl "$URL${path}"`];
  if (method !== 'GET' && !(method === 'POST' && hasBody)) parts.push(`-X ${method}`);
  if (hasKey) parts.push(`-H "X-Customer-ID: $CUSTOMER" -H "Authorization: Bearer $TOKEN"`);
  if (hasBody) parts.push(`-H "Content-Type: application/json" -d '{}'`);
  return parts.join(' \\\n  ');
}

function contentOf(content: Operation['responses'][string]['content']): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => (type === 'application/json' ? schemaLinks(schema as Schema) : escapeHtml(type)))
    .join(', ');
}

function schemaLinks(schema: Schema): string {
  const reference = /([^/]+)$/.exec(String(schema.$ref ?? ''))?.[1];
  if (reference) return `<a href="#schema-${toId(reference)}"><code>${escapeHtml(reference)}</code></a>`;
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((part) => schemaLinks(part as Schema)).join(' or ');
  if (Array.isArray(schema.allOf)) return schema.allOf.map((part) => schemaLinks(part as Schema)).join(' with ');
  return escapeHtml(typeOf(schema));
}

function typeOf({ type, minimum, maximum, default: fallback, enum: values }: Schema): string {
  const name = Array.isArray(values) ? values.join(' | ') : String(type ?? 'any');
  const range = minimum !== undefined && maximum !== undefined ? `, ${minimum} to ${maximum}` : '';
  return `${name}${range}${fallback !== undefined ? `, default ${fallback}` : ''}`;
}

/** Backquotes become code. */
function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function toId(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

async function sha256Base64(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
