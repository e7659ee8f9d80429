/** What the lab of this server may learn from the person, and the way out. */
import { i18n } from "../i18n";
import { DeleteMine, KeptAndNot, useConsent } from "../lab/consent";
import { Part } from "./Settings";

export function Learning() {
  const { data: consent } = useConsent();
  if (!consent) return null;
  return (
    <Part
      title={i18n.t("Learning")}
      about={
        consent.on
          ? i18n.t("An administrator has let this server learn from what people do with answers. It stays on this server.")
          : i18n.t("This server learns nothing from what you do. An administrator can change that; this is what would be kept then.")
      }
    >
      <KeptAndNot of={consent} />
      <div className="mt-5">
        <DeleteMine of={consent} />
      </div>
    </Part>
  );
}
