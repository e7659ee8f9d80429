/** A chat answer. Closed blocks are drawn once; only the end of a streaming answer is drawn again. */
import { lazy, memo, Suspense, useRef, type MouseEvent } from "react";
import { i18n, withTaskWords } from "../i18n";
import { say } from "../ui/toast";
import { GrowingBlocks, renderBlock } from "./markdown";

const InAnswer = lazy(withTaskWords(() => import("../widgets/InAnswer")));
const WIDGET = /^ {0,3}(?:`{3,}|~{3,})[ \t]*widget[ \t]*(?:\n|$)/;

/** `cites`: [n] in it leads to what that turn read. `message` holds it; without, widgets in it are not answered. */
export function Markdown({ text, turn = "", message = "", cites = false }: { text: string; turn?: string; message?: string; cites?: boolean }) {
  const growing = useRef<GrowingBlocks>(null);
  growing.current ??= new GrowingBlocks();
  const blocks = growing.current.update(text);
  return (
    <div className="prose" dir="auto" onClick={(event) => !cited(event, turn) && copyCode(event)}>
      {blocks.map((block, index) => (
        <Block key={index} text={block} cites={cites} message={message} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ text, cites, message }: { text: string; cites: boolean; message: string }) {
  if (WIDGET.test(text)) {
    return (
      <div>
        <Suspense fallback={<div className="skeleton h-28" />}>
          <InAnswer block={text} message={message} />
        </Suspense>
      </div>
    );
  }
  return <div dangerouslySetInnerHTML={{ __html: renderBlock(text, cites) }} />;
});

/** A click on [n] opens what it cites. */
function cited(event: MouseEvent<HTMLDivElement>, turn: string): boolean {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#cite-"]') : null;
  if (!link) return false;
  event.preventDefault();
  void withTaskWords(() => import("../files/cite"))().then(({ openCitation }) => openCitation(turn, Number(link.getAttribute("href")?.slice(6)), link));
  return true;
}

/** The button over a code block copies it. */
function copyCode(event: MouseEvent<HTMLDivElement>): void {
  const button = event.target instanceof Element ? event.target.closest("figure.code > figcaption > button") : null;
  const code = button?.closest("figure")?.querySelector("code")?.textContent;
  if (code === undefined || code === null) return;
  void navigator.clipboard.writeText(code).then(() => say(i18n.t("Code copied.")));
}
