// The Sun and its planets where they are on a given day.
// Orbits: E. M. Standish and J. G. Williams, "Keplerian Elements for Approximate Positions of the Major Planets", Table 1
// (JPL, ssd.jpl.nasa.gov/planets/approx_pos.html), good for 1800 to 2050 and shown beyond it as they drift.
import { useEffect, useRef, useState } from "react";
import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

export const parameters = {
  speed: 20, // Days in a second | 0..400 step 1
  start: "today", // Begins on: today, or a day such as 1969-07-20
  follow: "Sun", // Look at | Sun, Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune
  distances: "compressed", // Distances | compressed, true
  labels: true, // Names of the planets
};

// At J2000: a (au), e, inclination, mean longitude, longitude of perihelion, of the node (degrees); then each per century.
type Elements = readonly [number, number, number, number, number, number, number, number, number, number, number, number];
interface Planet {
  readonly name: string;
  readonly km: number; // radius
  readonly color: string;
  readonly year: string;
  readonly day: string;
  readonly tilt: number; // degrees
  readonly orbit: Elements;
}
const PLANETS: readonly Planet[] = [
  { name: "Mercury", km: 2440, color: "#b3a28f", year: "88 days", day: "59 days", tilt: 0, orbit: [0.38709927, 0.20563593, 7.00497902, 252.2503235, 77.45779628, 48.33076593, 0.00000037, 0.00001906, -0.00594749, 149472.67411175, 0.16047689, -0.12534081] },
  { name: "Venus", km: 6052, color: "#e0b878", year: "225 days", day: "243 days, backwards", tilt: 177, orbit: [0.72333566, 0.00677672, 3.39467605, 181.9790995, 131.60246718, 76.67984255, 0.0000039, -0.00004107, -0.0007889, 58517.81538729, 0.00268329, -0.27769418] },
  { name: "Earth", km: 6371, color: "#5b93d6", year: "365.26 days", day: "23 h 56 min", tilt: 23.4, orbit: [1.00000261, 0.01671123, -0.00001531, 100.46457166, 102.93768193, 0, 0.00000562, -0.00004392, -0.01294668, 35999.37244981, 0.32327364, 0] },
  { name: "Mars", km: 3390, color: "#d0694a", year: "687 days", day: "24 h 37 min", tilt: 25.2, orbit: [1.52371034, 0.0933941, 1.84969142, -4.55343205, -23.94362959, 49.55953891, 0.00001847, 0.00007882, -0.00813131, 19140.30268499, 0.44441088, -0.29257343] },
  { name: "Jupiter", km: 69911, color: "#d6ac7d", year: "11.9 years", day: "9 h 56 min", tilt: 3.1, orbit: [5.202887, 0.04838624, 1.30439695, 34.39644051, 14.72847983, 100.47390909, -0.00011607, -0.00013253, -0.00183714, 3034.74612775, 0.21252668, 0.20469106] },
  { name: "Saturn", km: 58232, color: "#e3cc97", year: "29.4 years", day: "10 h 42 min", tilt: 26.7, orbit: [9.53667594, 0.05386179, 2.48599187, 49.95424423, 92.59887831, 113.66242448, -0.0012506, -0.00050991, 0.00193609, 1222.49362201, -0.41897216, -0.28867794] },
  { name: "Uranus", km: 25362, color: "#8fd0d6", year: "84 years", day: "17 h 14 min, backwards", tilt: 97.8, orbit: [19.18916464, 0.04725744, 0.77263783, 313.23810451, 170.9542763, 74.01692503, -0.00196176, -0.00004397, -0.00242939, 428.48202785, 0.40805281, 0.04240589] },
  { name: "Neptune", km: 24622, color: "#5878dd", year: "165 years", day: "16 h 6 min", tilt: 28.3, orbit: [30.06992276, 0.00859048, 1.77004347, -55.12002969, 44.96476227, 131.78422574, 0.00026291, 0.00005105, 0.00035372, 218.45945325, -0.32241464, -0.00508664] },
];
const NAMES = ["Sun", ...PLANETS.map((planet) => planet.name)];
const RAD = Math.PI / 180;
const DAY_MS = 86_400_000;
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const LIGHT_MIN_PER_AU = 8.316746;

/** Where a planet is, in au from the Sun: x and y in the plane of Earth's orbit, z north of it. */
function positionOf(orbit: Elements, at: number): [number, number, number] {
  const centuries = (at - J2000_MS) / DAY_MS / 36525;
  const [a, e, tilt, mean, perihelion, node] = [0, 1, 2, 3, 4, 5].map((n) => orbit[n]! + orbit[n + 6]! * centuries) as [number, number, number, number, number, number];
  const anomaly = ((((mean - perihelion) % 360) + 540) % 360) - 180;
  let eccentric = anomaly * RAD + e * Math.sin(anomaly * RAD);
  for (let n = 0; n < 6; n++) eccentric -= (eccentric - e * Math.sin(eccentric) - anomaly * RAD) / (1 - e * Math.cos(eccentric));
  const [px, py] = [a * (Math.cos(eccentric) - e), a * Math.sqrt(1 - e * e) * Math.sin(eccentric)];
  const [w, o, i] = [(perihelion - node) * RAD, node * RAD, tilt * RAD];
  const [cw, sw, co, so, ci, si] = [Math.cos(w), Math.sin(w), Math.cos(o), Math.sin(o), Math.cos(i), Math.sin(i)];
  return [(cw * co - sw * so * ci) * px + (-sw * co - cw * so * ci) * py, (cw * so + sw * co * ci) * px + (-sw * so + cw * co * ci) * py, sw * si * px + cw * si * py];
}

/** From au to the units of the scene; compressed, Neptune is not eighty times as far as Mercury. */
function placed([x, y, z]: [number, number, number], kind: string, into = new THREE.Vector3()): THREE.Vector3 {
  const far = Math.hypot(x, y, z) || 1;
  const scale = kind === "true" ? 4 : (10 * Math.pow(far, 0.4)) / far;
  return into.set(x * scale, z * scale, -y * scale);
}
const sizeOf = (km: number) => 0.34 * Math.pow(km / 6371, 0.42);

function beginning(day: string): number {
  const given = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(given) ? Date.now() : given;
}
const isDark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

/** A round face with bands and grain, drawn here, so that nothing is loaded. */
function faceOf(planet: Planet): THREE.CanvasTexture {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [512, 256];
  const pen = canvas.getContext("2d")!;
  const base = new THREE.Color(planet.color);
  const shade = (by: number) => `#${base.clone().offsetHSL(0, 0, by).getHexString()}`;
  let seed = planet.km;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  pen.fillStyle = shade(0);
  pen.fillRect(0, 0, 512, 256);
  const gas = planet.km > 20000;
  for (let n = 0; n < (gas ? 26 : 240); n++) {
    pen.globalAlpha = gas ? 0.28 : 0.22;
    pen.fillStyle = shade((random() - 0.5) * (gas ? 0.22 : 0.3));
    if (gas) pen.fillRect(0, random() * 256, 512, 3 + random() * 22);
    else {
      const [x, y, r] = [random() * 512, random() * 256, 3 + random() * 18];
      for (const turn of [-512, 0, 512]) (pen.beginPath(), pen.ellipse(x + turn, y, r * 1.6, r, 0, 0, 7), pen.fill());
    }
  }
  if (planet.name === "Earth") {
    pen.globalAlpha = 0.75;
    for (const [x, y, w, h] of [[120, 80, 46, 34], [150, 165, 22, 44], [275, 120, 34, 52], [330, 75, 90, 36], [420, 180, 28, 18]] as const) {
      for (let n = 0; n < 14; n++) (pen.beginPath(), (pen.fillStyle = n % 3 ? "#6f9a5a" : "#b7a878"), pen.ellipse(x + (random() - 0.5) * w, y + (random() - 0.5) * h, w / 3, h / 4, random() * 3, 0, 7), pen.fill());
    }
    pen.fillStyle = "#f4f8fb";
    (pen.fillRect(0, 0, 512, 16), pen.fillRect(0, 238, 512, 18));
  }
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  return texture;
}

const srgb = (texture: THREE.CanvasTexture) => ((texture.colorSpace = THREE.SRGBColorSpace), texture);

function glow(inner: string): THREE.CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 256;
  const pen = canvas.getContext("2d")!;
  const fade = pen.createRadialGradient(128, 128, 0, 128, 128, 128);
  for (const [at, alpha] of [[0, 1], [0.18, 0.75], [0.4, 0.22], [1, 0]] as const) fade.addColorStop(at, inner.replace("A", String(alpha)));
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 256, 256);
  return new THREE.CanvasTexture(canvas);
}

interface Sky {
  look(name: string): void;
  turn(by: number): void;
  near(by: number): void;
  close(): void;
}
/** What goes on outside of React, read in every frame. */
interface Clock {
  at: number;
  daysPerSecond: number;
  running: boolean;
}

interface Looks {
  readonly distances: string;
  readonly labels: boolean;
}

function drawSky(canvas: HTMLCanvasElement, tags: HTMLElement, clock: Clock, { distances, labels }: Looks, first: string, onPick: (name: string) => void, onTick: () => void): Sky {
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: true });
  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera(45, 1, 0.05, 2000);
  const wide = distances === "true" ? 60 : 34;
  camera.position.set(0, wide * 0.85, wide * 1.15);
  const controls = new OrbitControls(camera, canvas);
  Object.assign(controls, { enableDamping: true, dampingFactor: 0.08, minDistance: 1.2, maxDistance: 400, enablePan: false });
  const light = new THREE.PointLight("#fff4e0", 2.6, 0, 0);
  const ambient = new THREE.AmbientLight("#ffffff", 0.35);
  scene.add(light, ambient);

  const sun = new THREE.Mesh(new THREE.SphereGeometry(1.05, 48, 32), new THREE.MeshBasicMaterial({ color: "#ffd27a" }));
  const halo = new THREE.Sprite(new THREE.SpriteMaterial({ map: glow("rgba(255,190,90,A)"), depthWrite: false, transparent: true }));
  halo.scale.setScalar(9);
  scene.add(sun, halo);

  const stars = new Float32Array(2400 * 3);
  for (let n = 0, seed = 7; n < stars.length; n += 3) {
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    new THREE.Vector3(random() - 0.5, random() - 0.5, random() - 0.5).setLength(500 + random() * 300).toArray(stars, n);
  }
  const dots = new THREE.Points(new THREE.BufferGeometry().setAttribute("position", new THREE.BufferAttribute(stars, 3)), new THREE.PointsMaterial({ size: 1.5, sizeAttenuation: false, transparent: true }));
  scene.add(dots);

  const globes = PLANETS.map((planet) => {
    const size = sizeOf(planet.km);
    const ball = new THREE.Mesh(new THREE.SphereGeometry(size, 40, 28), new THREE.MeshStandardMaterial({ map: faceOf(planet), roughness: 0.95 }));
    ball.rotation.z = planet.tilt * RAD;
    ball.name = planet.name;
    if (planet.name === "Saturn") {
      const ring = new THREE.RingGeometry(size * 1.3, size * 2.25, 96);
      const bands = document.createElement("canvas");
      [bands.width, bands.height] = [256, 1];
      const pen = bands.getContext("2d")!;
      for (let x = 0; x < 256; x++) ((pen.fillStyle = `rgba(226,205,160,${x > 160 && x < 176 ? 0.05 : 0.5 + 0.35 * Math.sin(x / 9) * Math.sin(x / 31)})`), pen.fillRect(x, 0, 1, 1));
      const uv = ring.attributes.uv!;
      const at = ring.attributes.position!;
      for (let n = 0; n < uv.count; n++) uv.setXY(n, (Math.hypot(at.getX(n), at.getY(n)) / size - 1.3) / 0.95, 0.5);
      const disc = new THREE.Mesh(ring, new THREE.MeshBasicMaterial({ map: srgb(new THREE.CanvasTexture(bands)), side: THREE.DoubleSide, transparent: true, depthWrite: false }));
      disc.rotation.x = Math.PI / 2;
      ball.add(disc);
    }
    const line = new THREE.LineLoop(new THREE.BufferGeometry(), new THREE.LineBasicMaterial({ color: planet.color, transparent: true }));
    const span = (36525 * 360) / planet.orbit[9];
    line.geometry.setFromPoints(Array.from({ length: 360 }, (_, n) => placed(positionOf(planet.orbit, clock.at + (span * DAY_MS * n) / 360), distances)));
    const tag = document.createElement("button");
    tag.type = "button";
    tag.textContent = planet.name;
    tag.tabIndex = -1; // the same choice is in the row of names below
    tag.setAttribute("aria-hidden", "true");
    tag.addEventListener("click", () => onPick(planet.name));
    if (labels) tags.append(tag);
    scene.add(ball, line);
    return { planet, ball, line, tag, size };
  });

  const dress = () => {
    const dark = isDark();
    renderer.setClearColor(dark ? "#0a0c14" : "#f5f1e8");
    (dots.material as THREE.PointsMaterial).color.set(dark ? "#cfd6ea" : "#b9ad98");
    ambient.intensity = dark ? 0.3 : 1.1;
    (halo.material as THREE.SpriteMaterial).blending = dark ? THREE.AdditiveBlending : THREE.NormalBlending;
    for (const { line, planet } of globes) {
      const material = line.material as THREE.LineBasicMaterial;
      material.color.set(dark ? planet.color : new THREE.Color(planet.color).offsetHSL(0, 0, -0.2));
      material.opacity = dark ? 0.45 : 0.6;
    }
  };
  dress();
  const watch = new MutationObserver(dress);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "style", "class"] });

  let target = first;
  let glide = 0; // seconds that the camera still takes to come near
  const here = new THREE.Vector3();
  const moved = new THREE.Vector3();
  const point = new THREE.Vector3();
  const placeOf = (name: string) => globes.find((globe) => globe.planet.name === name)?.ball.position ?? here.set(0, 0, 0);
  const look = (name: string) => {
    target = name;
    glide = 0.9;
  };

  const fit = () => {
    const { clientWidth: w, clientHeight: h } = canvas;
    if (w === 0 || h === 0) return;
    renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    renderer.setSize(w, h, false);
    camera.aspect = w / h;
    camera.fov = w < h ? 62 : 45;
    camera.updateProjectionMatrix();
  };
  const sized = new ResizeObserver(fit);
  sized.observe(canvas);
  fit();

  const ray = new THREE.Raycaster();
  let pressed: [number, number] | null = null;
  canvas.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]));
  canvas.addEventListener("pointerup", (event) => {
    if (!pressed || Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 6) return;
    const box = canvas.getBoundingClientRect();
    ray.setFromCamera(new THREE.Vector2(((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2), camera);
    const hit = ray.intersectObjects([sun, ...globes.map((globe) => globe.ball)], false)[0];
    if (hit) onPick(hit.object.name || "Sun");
  });

  let before = performance.now();
  let told = 0;
  const frame = (now: number) => {
    const seconds = Math.min(0.1, (now - before) / 1000);
    before = now;
    if (clock.running) clock.at += seconds * clock.daysPerSecond * DAY_MS;
    for (const { planet, ball } of globes) {
      placed(positionOf(planet.orbit, clock.at), distances, ball.position);
      if (clock.running) ball.rotateY(seconds * 0.6);
    }
    const now3 = placeOf(target);
    moved.copy(now3).sub(controls.target);
    if (glide > 0) {
      const part = Math.min(1, seconds / glide);
      const globe = globes.find((each) => each.planet.name === target);
      const wanted = globe ? globe.size * 9 + 1 : wide * 1.45;
      controls.target.addScaledVector(moved, part);
      const away = point.copy(camera.position).sub(controls.target);
      away.setLength(away.length() + (wanted - away.length()) * part);
      camera.position.copy(controls.target).add(away);
      glide -= seconds;
    } else {
      controls.target.add(moved);
      camera.position.add(moved);
    }
    controls.update();
    renderer.render(scene, camera);
    const { clientWidth: w, clientHeight: h } = canvas;
    for (const { ball, tag, size } of globes) {
      point.copy(ball.position);
      const distance = point.distanceTo(camera.position);
      point.project(camera);
      tag.hidden = point.z > 1 || Math.abs(point.x) > 1 || Math.abs(point.y) > 1;
      tag.style.translate = `${((point.x + 1) / 2) * w}px ${((1 - point.y) / 2) * h + 8 + (size / distance) * h * 0.9}px`;
    }
    if (now - told > 250) {
      told = now;
      onTick();
    }
  };
  renderer.setAnimationLoop(frame);
  if (first !== "Sun") look(first);

  const around = new THREE.Vector3(0, 1, 0);
  return {
    look,
    turn: (by) => camera.position.sub(controls.target).applyAxisAngle(around, by).add(controls.target),
    near: (by) => camera.position.sub(controls.target).multiplyScalar(by).add(controls.target),
    close() {
      renderer.setAnimationLoop(null);
      (watch.disconnect(), sized.disconnect(), controls.dispose(), renderer.dispose(), tags.replaceChildren());
    },
  };
}

const au = (value: number) => value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const light = (value: number) => {
  const minutes = value * LIGHT_MIN_PER_AU;
  return minutes < 90 ? `${minutes.toFixed(1)} min` : `${(minutes / 60).toFixed(1)} h`;
};

function Facts({ name, at }: { name: string; at: number }) {
  const planet = PLANETS.find((each) => each.name === name);
  if (!planet) return <p>Eight planets, where they are on this day. Choose one to travel there.</p>;
  const [x, y, z] = positionOf(planet.orbit, at);
  const [ex, ey, ez] = positionOf(PLANETS[2]!.orbit, at);
  const [sun, earth] = [Math.hypot(x, y, z), Math.hypot(x - ex, y - ey, z - ez)];
  return (
    <dl>
      <dt>From the Sun</dt>
      <dd>{au(sun)} au</dd>
      {name !== "Earth" && <dt>From Earth</dt>}
      {name !== "Earth" && <dd>{au(earth)} au, light takes {light(earth)}</dd>}
      <dt>Radius</dt>
      <dd>{planet.km.toLocaleString("en")} km</dd>
      <dt>A year</dt>
      <dd>{planet.year}</dd>
      <dt>A turn</dt>
      <dd>{planet.day}</dd>
    </dl>
  );
}

export default function App({ params }: { params?: Partial<typeof parameters> }) {
  const { speed, start, follow, distances, labels } = { ...parameters, ...params };
  const canvas = useRef<HTMLCanvasElement>(null);
  const tags = useRef<HTMLDivElement>(null);
  const still = useRef(matchMedia("(prefers-reduced-motion: reduce)").matches);
  const clock = useRef<Clock>({ at: beginning(start), daysPerSecond: speed, running: !still.current });
  const sky = useRef<Sky | null>(null);
  const [name, setName] = useState(NAMES.includes(follow) ? follow : "Sun");
  const [at, setAt] = useState(clock.current.at);
  const [running, setRunning] = useState(clock.current.running);
  const [pace, setPace] = useState(speed);
  const [trouble, setTrouble] = useState(false);

  const pick = (next: string) => (setName(next), sky.current?.look(next));
  const play = (on: boolean) => (setRunning(on), (clock.current.running = on));
  const goTo = (time: number) => !Number.isNaN(time) && ((clock.current.at = time), setAt(time));

  // A parameter that is set anew counts at once; the first time they are what the app began with.
  useEffect(() => (setPace(speed), void (clock.current.daysPerSecond = speed)), [speed]);
  useEffect(() => void goTo(beginning(start)), [start]);
  useEffect(() => void (NAMES.includes(follow) && pick(follow)), [follow]);

  useEffect(() => {
    try {
      sky.current = drawSky(canvas.current!, tags.current!, clock.current, { distances, labels }, name, pick, () => setAt(clock.current.at));
    } catch {
      setTrouble(true); // no WebGL here: the figures below still hold
    }
    return () => sky.current?.close();
  }, [distances, labels]);

  const press = (event: React.KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = "012345678".indexOf(event.key);
    if (digit >= 0) pick(NAMES[digit]!);
    else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) play(!running);
    else if (event.key === "ArrowLeft") sky.current?.turn(0.12);
    else if (event.key === "ArrowRight") sky.current?.turn(-0.12);
    else if (event.key === "ArrowUp" || event.key === "+") sky.current?.near(0.9);
    else if (event.key === "ArrowDown" || event.key === "-") sky.current?.near(1.1);
    else return;
    event.preventDefault();
  };

  return (
    <main className="solar" onKeyDown={press}>
      <style>{CSS}</style>
      <div className="sky">
        <canvas ref={canvas} tabIndex={0} role="img" aria-label={`The solar system, looking at ${name}. Arrow keys turn and come nearer, the keys 0 to 8 choose, the space bar stops.`} />
        <div className="tags" ref={tags} />
        {trouble && <p className="trouble">This browser draws no 3D. The positions below are right all the same.</p>}
        <section className="card" aria-label="What you look at">
          <h1>{name}</h1>
          <Facts name={name} at={at} />
        </section>
      </div>
      <div className="desk">
        <button type="button" className="play" aria-label={running ? "Stop the time" : "Let the time go on"} onClick={() => play(!running)}>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">{running ? <path d="M4 3h3v10H4zM9 3h3v10H9z" /> : <path d="M4 2.5v11l9-5.5z" />}</svg>
        </button>
        <label className="date">
          <span>Day</span>
          <input type="date" value={new Date(at).toISOString().slice(0, 10)} onChange={(event) => goTo(Date.parse(`${event.target.value}T12:00:00Z`))} />
        </label>
        <label className="pace">
          <span>{pace === 1 ? "1 day" : `${pace} days`} in a second</span>
          <input type="range" min={0} max={400} value={pace} onChange={(event) => (setPace(+event.target.value), (clock.current.daysPerSecond = +event.target.value))} />
        </label>
        <div className="names" role="group" aria-label="Look at">
          {NAMES.map((each) => (
            <button key={each} type="button" aria-pressed={each === name} onClick={() => pick(each)}>
              <i style={{ background: PLANETS.find((planet) => planet.name === each)?.color ?? "#ffc65c" }} />
              {each}
            </button>
          ))}
        </div>
      </div>
    </main>
  );
}

const CSS = `
.solar { --fg: light-dark(#26231f, #e9e7e2); --muted: light-dark(#6b6459, #a6a9b5); --line: light-dark(#ddd5c6, #2b3042); --sheet: light-dark(#fffdf8ee, #141826e8);
  --accent: light-dark(#2f5fc4, #8fb4ff); position: fixed; inset: 0; display: flex; flex-direction: column; color: var(--fg); background: light-dark(#f5f1e8, #0a0c14);
  font: 14px/20px Inter, system-ui, sans-serif; }
.solar * { box-sizing: border-box; }
.sky { position: relative; flex: 1; min-height: 0; overflow: hidden; }
.sky canvas { display: block; width: 100%; height: 100%; touch-action: none; cursor: grab; }
.sky canvas:active { cursor: grabbing; }
.solar :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.sky canvas:focus-visible { outline-offset: -3px; }
.tags { position: absolute; inset: 0; pointer-events: none; overflow: hidden; }
.tags button { position: absolute; left: 0; top: 0; margin: 0; border: 0; padding: 2px 6px; background: none; color: var(--fg); font: 500 12px/16px inherit; font-family: inherit; font-size: 12px; transform: translateX(-50%);
  pointer-events: auto; cursor: pointer; text-shadow: 0 0 6px light-dark(#f5f1e8, #0a0c14), 0 0 2px light-dark(#f5f1e8, #0a0c14); }
.tags button[hidden] { display: none; }
.trouble { position: absolute; inset: 40% 24px auto; text-align: center; }
.card { position: absolute; inset-block-start: 16px; inset-inline-start: 16px; max-width: 270px; padding: 14px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); }
.card h1 { margin: 0 0 4px; font: 500 22px/28px "Source Serif 4", Georgia, serif; }
.card p { margin: 0; color: var(--muted); font-size: 13px; }
.card dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin: 0; font-size: 13px; font-variant-numeric: tabular-nums; }
.card dt { color: var(--muted); } .card dd { margin: 0; }
.desk { display: grid; grid-template-columns: auto auto minmax(120px, 1fr); align-items: center; gap: 8px 16px; padding: 10px 16px; border-top: 1px solid var(--line); background: light-dark(#fffdf8, #10131f); }
.desk label { display: grid; gap: 2px; color: var(--muted); font-size: 12px; line-height: 16px; }
.desk input[type=date] { height: 28px; padding: 0 8px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: var(--fg); font: inherit; font-size: 13px; }
.desk input[type=range] { width: 100%; height: 28px; accent-color: var(--accent); margin: 0; }
.play { display: grid; place-items: center; width: 40px; height: 40px; border: 0; border-radius: 999px; background: var(--accent); color: light-dark(#fff, #0a0c14); cursor: pointer; }
.play svg { fill: currentColor; }
.names { grid-column: 1 / -1; display: flex; gap: 4px; overflow-x: auto; scrollbar-width: none; padding: 3px; margin: -3px; }
.names button { display: flex; flex: none; align-items: center; gap: 6px; height: 32px; padding: 0 10px; border: 1px solid transparent; border-radius: 999px; background: none; color: var(--fg); font: inherit; font-size: 13px; cursor: pointer; }
.names button:hover { background: light-dark(#efe9dc, #1b2032); }
.names button[aria-pressed=true] { border-color: var(--line); background: light-dark(#efe9dc, #1f2540); font-weight: 500; }
.names i { width: 9px; height: 9px; border-radius: 50%; }
@media (max-width: 560px) { .card { inset-block-start: 8px; inset-inline: 8px; max-width: none; padding: 10px 12px; } .card h1 { font-size: 18px; line-height: 24px; }
  .desk { padding: 8px 12px; gap: 8px 12px; } .names button { height: 44px; } .play { width: 44px; height: 44px; } }
@media (pointer: coarse) { .names button { height: 44px; } }
`;
