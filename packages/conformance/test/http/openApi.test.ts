import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { createMetrics } from '@onevault/server/internal/metrics/createMetrics';
import type { OpenApi } from '@onevault/server/internal/service/openApi/createOpenApi';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './ask.ts';

let server: MockServer;
let document: OpenApi;
beforeAll(async () => {
  const engine = createMemoryEngine();
  // With all optional endpoints.
  server = await createMockServer({ engine, metrics: { metrics: createMetrics(engine), endpoint: true, token: 'm' } });
  document = (await ask(`${server.url}/openapi.json`, { key: null })).body as unknown as OpenApi;
});
afterAll(() => server?.close());

describe('/openapi.json', () => {
  test('is a valid OpenAPI 3.1 document', async () => {
    expect(document.openapi).toBe('3.1.0');
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('has every route, each with its own description', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = server.service.endpoints.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual([...served].sort());
    for (const methods of Object.values(document.paths)) {
      for (const { summary } of Object.values(methods)) expect(summary.length).toBeGreaterThan(10);
    }
  });

  test('operation ids are unique, references resolve, and every path parameter is described', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
    for (const { path, operation } of operations) {
      const wanted = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
      expect(operation.parameters.filter((p) => p.in === 'path').map(({ name }) => name)).toEqual(wanted);
    }
  });

  test('marks the routes that need a key, and lists the errors', () => {
    const track = document.paths['/api/v1/track']?.post;
    expect(track?.security).toEqual([{ customer: [], token: [] }]);
    expect(Object.keys(track?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '413',
      '415',
      '422',
      '429',
      '503',
    ]);
    expect(document.paths['/health']?.get?.security).toEqual([]);
  });
});

describe('/docs', () => {
  test('is one self-contained page that may load no other file', async () => {
    const response = await fetch(`${server.url}/docs`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(html).not.toMatch(/<script|<link|<img|src=|@import|url\(|style="/);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const path of Object.keys(document.paths)) expect(html).toContain(`<code>${path}</code>`);
  });

  test('its links lead to places on the page', async () => {
    const html = await (await fetch(`${server.url}/docs`)).text();
    const ids = new Set(Array.from(html.matchAll(/ id="([^"]+)"/g), ([, id]) => id));
    const links = Array.from(html.matchAll(/href="#([^"]+)"/g), ([, id]) => id);
    expect(links.length).toBeGreaterThan(20);
    for (const id of links) expect(ids).toContain(id);
    expect(ids.size).toBe(html.match(/ id="/g)?.length);
  });

  test('a 404 has a link to it', async () => {
    const { body } = await ask(`${server.url}/nope`);
    expect(body.documentation).toBe('/docs');
  });
});
