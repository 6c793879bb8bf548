import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { allExamples, EXAMPLES, type ExampleNode } from '../support/examples';

const SCRIPTS = join(EXAMPLES, '..', 'scripts');

/** Edges in pixels of the canvas; the outer ones include a node's button. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly outerLeft: number;
  readonly outerRight: number;
}

interface Layout {
  readonly CANVAS_PX: number;
  boxOf(node: ExampleNode): Box;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The distance of a node's outputs. */
const PORT_PX = 13;
/** As far as Node-RED bends a wire: 0.75 of the least width of a node, less between close ports. */
const BEND_PX = 75;
const SAMPLES = 40;
/** The room that the status text under a node takes. */
const STATUS_PX = 20;

describe('The layout of the examples', () => {
  let layout: Layout;
  before(async () => {
    layout = (await import(pathToFileURL(join(SCRIPTS, 'examples', 'layout.mjs')).href)) as Layout;
  });

  it('is what `npm run examples` writes', () => {
    const args = [join(SCRIPTS, 'examples.mjs'), '--check'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });

  it('is told from another one', () => {
    const nodes = [node('a', 100, 100, ['d']), node('b', 260, 100), node('c', 265, 120), node('d', 500, 100)];
    assert.deepEqual(
      faultsOf(nodes)
        .map(({ kind }) => kind)
        .sort(),
      ['left', 'overlap', 'wire'],
    );
    assert.deepEqual(
      faultsOf([node('a', 900, 100, ['b']), node('b', 100, 200)]).map(({ kind }) => kind),
      ['width', 'back'],
    );
  });

  for (const { path, nodes } of allExamples()) {
    it(`${path}: left edges aligned, no overlap, in sight, wires clear of nodes`, () => {
      const placed = nodes.filter(({ x }) => x !== undefined);
      assert.ok(placed.length > 4);
      assert.deepEqual(faultsOf(placed), []);
    });
  }

  function faultsOf(nodes: readonly ExampleNode[]): { kind: string; what: string }[] {
    const boxes = nodes.map((each) => ({ each, box: layout.boxOf(each) }));
    const byId = new Map(boxes.map(({ each, box }) => [each.id, box]));
    const faults: { kind: string; what: string }[] = [];
    const lefts = [...new Set(boxes.map(({ box }) => box.left))].sort((one, two) => one - two);
    // Columns: a left edge is shared, or clearly another.
    lefts.slice(1).forEach((left, index) => {
      if (left - (lefts[index] ?? 0) < 60) faults.push({ kind: 'left', what: `${lefts[index]} and ${left}` });
    });
    for (const { each, box } of boxes) {
      if (box.outerLeft < 0 || box.outerRight > layout.CANVAS_PX)
        faults.push({ kind: 'width', what: each.id });
    }
    boxes.forEach(({ each, box }, index) => {
      for (const other of boxes.slice(index + 1)) {
        if (areOverlapping(box, other.box))
          faults.push({ kind: 'overlap', what: `${each.id} and ${other.each.id}` });
      }
      each.wires?.forEach((targets, output) => {
        for (const target of targets) {
          const from = { x: box.right, y: portY(each, output) };
          const into = byId.get(target);
          assert(into !== undefined, target);
          const to = { x: into.left, y: (into.top + into.bottom) / 2 };
          if (to.x <= from.x) faults.push({ kind: 'back', what: `${each.id} → ${target}` });
          const crossed = boxes.filter(
            (other) => ![each.id, target].includes(other.each.id) && isCrossed(other.box, from, to),
          );
          for (const other of crossed)
            faults.push({ kind: 'wire', what: `${each.id} → ${target} over ${other.each.id}` });
        }
      });
    });
    return faults;
  }
});

function node(id: string, x: number, y: number, to: readonly string[] = []): ExampleNode {
  return { id, type: 'function', name: 'x', x, y, wires: [to] };
}

function portY({ y = 0, wires = [] }: ExampleNode, output: number): number {
  return y + (output - (wires.length - 1) / 2) * PORT_PX;
}

function areOverlapping(one: Box, two: Box): boolean {
  return (
    one.outerLeft < two.outerRight &&
    two.outerLeft < one.outerRight &&
    one.top < two.bottom + STATUS_PX &&
    two.top < one.bottom + STATUS_PX
  );
}

/** Whether a wire, drawn as Node-RED does from left to right, passes over a node. */
function isCrossed(box: Box, from: Point, to: Point): boolean {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const bend = distance < 100 ? BEND_PX * (distance / 100) : BEND_PX;
  const points = Array.from({ length: SAMPLES + 1 }, (_none, step) => {
    const t = step / SAMPLES;
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3] as const;
    const along = (a: number, b: number, c: number, d: number) =>
      weights[0] * a + weights[1] * b + weights[2] * c + weights[3] * d;
    return {
      x: along(from.x, from.x + bend, to.x - bend, to.x),
      y: along(from.y, from.y, to.y, to.y),
    };
  });
  return points.some(({ x, y }) => x > box.left && x < box.right && y > box.top && y < box.bottom);
}
