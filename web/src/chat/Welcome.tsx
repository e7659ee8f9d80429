/** An empty conversation: teaches one thing, to ask for something that is then made in a page beside it. */
import { Code2, MessagesSquare, PenLine, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { i18n } from "../i18n";

interface WelcomeProps {
  readonly composer: ReactNode;
  onTry(text: string): void;
  onImport?(): void;
}

export function Welcome({ composer, onTry, onImport }: WelcomeProps) {
  const starters = [
    {
      icon: <PenLine size={16} />,
      text: i18n.t("Write a blog post about the history of coffee beans"),
      about: i18n.t("Opens a page you both write in"),
    },
    {
      icon: <Code2 size={16} />,
      text: i18n.t("Write a Python function that reads a CSV and sums one column"),
      about: i18n.t("Opens a page of code"),
    },
    {
      icon: <MessagesSquare size={16} />,
      text: i18n.t("Help me cook something for dinner with lentils"),
      about: i18n.t("Stays in the conversation"),
    },
  ];
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="mx-auto mt-[max(32px,16vh)] w-full max-w-[720px] px-4">
        <h1 className="font-serif text-28 font-semibold tracking-[-0.01em] text-balance">{i18n.t("What shall we make?")}</h1>
        <p className="mt-2 mb-6 max-w-[56ch] text-14 text-muted">
          {i18n.t("Ask for a text or some code and it is written into a page beside this conversation. You can type in it at the same time; your own words are never overwritten.")}
        </p>
        {composer}
        {composer && (
          <ul className="my-4 grid gap-2 md:grid-cols-3" aria-label={i18n.t("Things to try")}>
            {starters.map((starter) => (
              <li key={starter.text}>
                <button
                  type="button"
                  onClick={() => onTry(starter.text)}
                  className="flex h-full w-full flex-row items-start gap-3 rounded-lg border border-line px-3.5 py-3 text-start transition-colors duration-(--fast) hover:border-line-strong hover:bg-surface md:flex-col md:gap-2"
                >
                  <span className="mt-0.5 text-muted md:mt-0">{starter.icon}</span>
                  <span>
                    <span className="block text-13">{starter.text}</span>
                    <span className="mt-1 block text-12 text-muted">{starter.about}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {composer && onImport && (
          <p className="pb-8 text-13 text-muted">
            <button
              type="button"
              onClick={onImport}
              className="-ms-2 inline-flex min-h-8 items-center gap-2 rounded-md px-2 text-start hover:bg-hover hover:text-fg coarse:min-h-11"
            >
              <Upload size={14} className="shrink-0" aria-hidden />
              {i18n.t("Or bring a file: Word, Markdown, HTML, a notebook, code")}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
