/** A chat answer. Closed blocks are drawn once; only the end of a streaming answer is drawn again. */
import { memo, useRef, type MouseEvent } from "react";
import { i18n } from "../i18n";
import { say } from "../ui/toast";
import { GrowingBlocks, renderBlock } from "./markdown";

export function Markdown({ text }: { text: string }) {
  const growing = useRef<GrowingBlocks>(null);
  growing.current ??= new GrowingBlocks();
  const blocks = growing.current.update(text);
  return (
    <div className="prose" dir="auto" onClick={copyCode}>
      {blocks.map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ text }: { text: string }) {
  return <div dangerouslySetInnerHTML={{ __html: renderBlock(text) }} />;
});

/** The button over a code block copies it. */
function copyCode(event: MouseEvent<HTMLDivElement>): void {
  const button = event.target instanceof Element ? event.target.closest("figure.code > figcaption > button") : null;
  const code = button?.closest("figure")?.querySelector("code")?.textContent;
  if (code === undefined || code === null) return;
  void navigator.clipboard.writeText(code).then(() => say(i18n.t("Code copied.")));
}
