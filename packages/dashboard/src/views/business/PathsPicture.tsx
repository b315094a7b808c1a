import type { PathNode, PathsData } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { toFilter } from './filter.ts';
import { COLUMN_PX, layOutPaths, type PlacedNode } from './layOutPaths.ts';
import { formatPercent, formatWhole } from './numbers.ts';
import { toHref } from './question.ts';
import { texts } from './texts.ts';

interface PathsPictureProps {
  data: PathsData;
  isBackward: boolean;
}

/** Columns of steps with the flows between them. Each node is a link to the paths that begin (or end) there. */
export function PathsPicture({ data, isBackward }: PathsPictureProps) {
  const [pointed, setPointed] = useState<string | null>(null);
  const { columns, links, width, height } = layOutPaths(data, isBackward);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={texts.paths.picture}>
      <div class="paths" style={{ width: `${width}px` }}>
        <ol class="path-columns">
          {columns.map(({ step, nodes }) => (
            <li key={step}>
              <h3>{texts.paths.step(step, isBackward)}</h3>
              <ol>
                {nodes.map((node) => (
                  <Node
                    key={node.id}
                    node={node}
                    total={data.sessions}
                    isBackward={isBackward}
                    onPoint={(isPointed) => setPointed(isPointed ? node.id : null)}
                  />
                ))}
              </ol>
            </li>
          ))}
        </ol>
        <svg class="flows" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {links.map(({ source, target, area }) => (
            <path
              key={`${source} ${target}`}
              d={area}
              class={pointed === null ? '' : pointed === source || pointed === target ? 'on' : 'off'}
            />
          ))}
        </svg>
      </div>
    </div>
  );
}

interface NodeProps {
  node: PlacedNode;
  total: number;
  isBackward: boolean;
  onPoint(isPointed: boolean): void;
}

function Node({ node, total, isBackward, onPoint }: NodeProps) {
  const { kind, sessions, dropped } = node;
  const name = sayNode(node);
  const left = dropped > 0 ? texts.paths.dropped(dropped, isBackward) : '';
  const said = (
    <>
      <span class="name" dir="auto">
        {name}
      </span>
      <span class="quiet">
        <span class="numbers">
          {formatWhole(sessions)} · {formatPercent(sessions / total)}
        </span>
        {left && <span class="dropped"> · {left}</span>}
      </span>
    </>
  );
  const look = { height: `${node.height}px`, width: `${COLUMN_PX}px` };
  const point = {
    onMouseEnter: () => onPoint(true),
    onMouseLeave: () => onPoint(false),
    onFocusIn: () => onPoint(true),
    onFocusOut: () => onPoint(false),
  };
  const title = [name, texts.paths.sessions(sessions), left].filter(Boolean).join(', ');
  return (
    <li data-node={node.id} {...point}>
      {kind === 'other' ? (
        <span class="node other" style={look} title={title}>
          {said}
        </span>
      ) : (
        <a class={`node ${kind}`} style={look} title={title} href={toNodeHref(node, isBackward)}>
          {said}
        </a>
      )}
    </li>
  );
}

/** `/tea`, `signup` or `3 others`. */
export function sayNode({ kind, value, nodes }: Pick<PathNode, 'kind' | 'value' | 'nodes'>): string {
  if (kind === 'other') return texts.paths.others(nodes);
  return value === null || value === '' ? texts.none(kind) : value.trim() === '' ? texts.blank : value;
}

/** The paths from this node on; with an end, those up to it. */
export function toNodeHref({ kind, value }: Pick<PathNode, 'kind' | 'value'>, isBackward: boolean): string {
  const filter = toFilter(kind, 'is', value);
  return toHref(isBackward ? { end: filter, start: null } : { start: filter, end: null });
}
