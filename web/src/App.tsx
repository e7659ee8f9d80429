export function App() {
  return <main className="grid h-full place-items-center text-muted">gesso</main>;
}
