import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DETENTS, heightsIn, resisted, restFor, stepped } from "./detents";

const PHONE = heightsIn(844, 108);

describe("the rests of the sheet", () => {
  it("are a peek, a half and nearly all of a phone", () => {
    expect(PHONE).toEqual({ peek: 108, half: 422, full: 832 });
  });

  it("leave messages to be seen at half beside a keyboard", () => {
    expect(heightsIn(420, 170).half).toBe(302);
  });

  it("are in order and inside, however little space there is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 }), (space, peek) => {
        const { peek: low, half, full } = heightsIn(space, peek);
        return 0 <= low && low <= half && half <= full && full <= Math.max(space, low);
      }),
    );
  });
});

describe("letting go", () => {
  it("goes to the nearest rest when the finger has stopped", () => {
    expect(restFor(PHONE, 250, 0)).toBe("peek");
    expect(restFor(PHONE, 280, 0)).toBe("half");
    expect(restFor(PHONE, 700, 0)).toBe("full");
  });

  it("goes where a flick points", () => {
    expect(restFor(PHONE, 150, 1)).toBe("half");
    expect(restFor(PHONE, 400, -1.2)).toBe("peek");
    expect(restFor(PHONE, 500, 1.5)).toBe("full");
    expect(restFor(PHONE, 800, -5)).toBe("peek");
  });

  it("follows the finger exactly between the ends and gives way slowly beyond them", () => {
    fc.assert(
      fc.property(fc.double({ min: -500, max: 1500, noNaN: true }), (height) => {
        const shown = resisted(PHONE, height);
        if (height >= PHONE.peek && height <= PHONE.full) return shown === height;
        return Math.abs(shown - height) < Math.abs(height - PHONE.half) && shown > 0 - 200;
      }),
    );
  });
});

it("steps to the next rest and stays at the ends", () => {
  expect(DETENTS.map((each) => stepped(each, 1))).toEqual(["half", "full", "full"]);
  expect(DETENTS.map((each) => stepped(each, -1))).toEqual(["peek", "peek", "half"]);
});
