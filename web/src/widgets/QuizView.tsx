/** Questions with one right answer each; everyone answers for themselves, and the first answer counts. */
import { Check, X } from "lucide-react";
import { i18n } from "../i18n";
import { useActs, type Place } from "./acts";
import type { Quiz } from "./catalogue.gen";

export function QuizView({ widget, at }: { widget: Quiz; at: Place }) {
  const { all, busy, nameOf, act } = useActs(at);
  const answers = all.filter((each) => each.act === "answer");
  const given = (by: string, number: number) => answers.find((each) => each.by === by && String(number) in each.values)?.values[String(number)];
  const score = (by: string) => widget.questions.filter((question, index) => given(by, index + 1) === String(question.answer)).length;
  const mine = widget.questions.filter((_, index) => given(at.me, index + 1) !== undefined).length;
  const others = [...new Set(answers.map((each) => each.by))].filter((by) => by !== at.me);
  return (
    <>
      <ol className="w-quiz">
        {widget.questions.map((question, index) => {
          const answer = given(at.me, index + 1);
          const right = answer === String(question.answer);
          return (
            <li key={index}>
              <p dir="auto">{question.ask}</p>
              <div className="w-options" role="group" aria-label={question.ask}>
                {question.options.map((option, place) => {
                  const number = String(place + 1);
                  const state = answer === undefined ? undefined : number === String(question.answer) ? "right" : number === answer ? "wrong" : "other";
                  return (
                    <button
                      key={place}
                      type="button"
                      className="w-option"
                      data-state={state}
                      aria-pressed={answer === number}
                      disabled={!at.mayAct || busy || answer !== undefined}
                      onClick={() => void act("answer", { [String(index + 1)]: number })}
                    >
                      <span className="w-mark">
                        {state === "right" && <Check size={12} strokeWidth={3} role="img" aria-label={i18n.t("right")} />}
                        {state === "wrong" && <X size={12} strokeWidth={3} role="img" aria-label={i18n.t("wrong")} />}
                      </span>
                      <span dir="auto">{option}</span>
                    </button>
                  );
                })}
              </div>
              {answer !== undefined && (
                <p className="w-hint" role="status" dir="auto">
                  {right ? i18n.t("Right.") : i18n.t("Not quite.")} {question.why}
                </p>
              )}
            </li>
          );
        })}
      </ol>
      {mine > 0 && (
        <p className="w-hint">
          {i18n.t("{right} of {answered} right", { right: score(at.me), answered: mine })}
          {others.map((by) => ` · ${i18n.t("{name}: {right} right", { name: nameOf(by), right: score(by) })}`)}
        </p>
      )}
    </>
  );
}
