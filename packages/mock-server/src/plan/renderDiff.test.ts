import { expect, test } from 'vitest';
import type { CoverageReport } from './coverageReport.ts';
import { type Run, renderDiff } from './renderDiff.ts';

function run(counts: Record<string, number>, extra: Partial<CoverageReport> = {}): Run {
  const planned = ['order', 'signup'];
  const coverage: CoverageReport = {
    events: planned.map((type) => ({
      type,
      count: counts[type] ?? 0,
      properties: [{ name: 'plan', required: false, count: counts[`${type}.plan`] ?? 0 }],
      unplanned: [],
    })),
    unplanned: Object.entries(counts)
      .filter(([type]) => !planned.includes(type) && !type.includes('.'))
      .map(([type, count]) => ({ type, count })),
    violations: [],
    ...extra,
  };
  return { coverage, events: [...coverage.events, ...coverage.unplanned] };
}

test('an event that is gone, one that is new, one that changed, and one that is not planned', () => {
  expect(renderDiff(run({ order: 1 }), run({ signup: 2, extra: 3 }))).toBe(
    `**Tracking**: 25 % → 25 % of the plan (1 of 2 events, 0 of 2 properties).

| | before | after | |
| --- | ---: | ---: | --- |
| \`extra\` | 0 | 3 | 🆕 new, ⚠️ not in the plan |
| \`order\` | 1 | 0 | ❌ no longer fires |
| \`signup\` | 0 | 2 | 🆕 new |

Events with the same count: 0.`,
  );
});

test('a property of an event that still fires', () => {
  const text = renderDiff(run({ signup: 1, 'signup.plan': 1 }), run({ signup: 1 }));
  expect(text).toContain('| `signup.plan` | 1 | 0 | ❌ no longer set |');
});

test('two equal runs have no table', () => {
  expect(renderDiff(run({ signup: 1 }), run({ signup: 1 }))).toContain('No event or property changed.');
});

test('only new violations are listed, and no name leaves its cell', () => {
  const violations = [{ type: 'a|`b`\n@x', pointer: '/event_data/<i>', message: 'is | wrong', count: 1 }];
  const text = renderDiff(run({}), run({ 'a|`b`\n@x': 1 }, { violations }));
  expect(text).toContain("| `a\\|'b' \\@x` | 0 | 1 |");
  expect(text).toContain("- `a\\|'b' \\@x` `/event_data/\\<i\\>`: is \\| wrong");
  expect(renderDiff(run({}, { violations }), run({}, { violations }))).not.toContain('New violations');
});
