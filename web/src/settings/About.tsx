/** What this is, which version, and whose work is in it. */
import { useSession } from "../data";
import { i18n } from "../i18n";
import { Part } from "./Settings";

export function About() {
  const version = useSession().data?.version ?? "";
  return (
    <>
      <Part title={`gesso ${version}`} about={i18n.t("An open, self-hosted workspace where people and models make things together in the same document. Apache License 2.0.")}>
        <p className="max-w-[60ch] text-13 text-muted">
          {i18n.t("Nothing leaves this server except what you ask of models that you connected. The page loads nothing from elsewhere.")}
        </p>
      </Part>
      <Part title={i18n.t("Fonts")}>
        <p className="max-w-[60ch] text-13 text-muted">
          {i18n.t("Inter, Source Serif 4 and JetBrains Mono, each under the SIL Open Font License 1.1.")}
        </p>
      </Part>
    </>
  );
}
