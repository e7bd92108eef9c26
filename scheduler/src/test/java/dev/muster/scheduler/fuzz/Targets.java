package dev.muster.scheduler.fuzz;

import dev.muster.scheduler.ConfigTarget;
import dev.muster.scheduler.kube.act.LedgerTarget;
import dev.muster.scheduler.kube.client.JsonTarget;
import dev.muster.scheduler.kube.client.WatchTarget;
import java.util.List;

/** All that reads foreign bytes in the scheduler. */
final class Targets {
  static final List<Target> ALL =
      List.of(
          new Target("json", JsonTarget.class, JsonTarget::fuzzerTestOneInput),
          new Target("watch", WatchTarget.class, WatchTarget::fuzzerTestOneInput),
          new Target("world", WorldTarget.class, WorldTarget::fuzzerTestOneInput),
          new Target("demand", DemandTarget.class, DemandTarget::fuzzerTestOneInput),
          new Target("quantity", QuantityTarget.class, QuantityTarget::fuzzerTestOneInput),
          new Target("settings", SettingsTarget.class, SettingsTarget::fuzzerTestOneInput),
          new Target("ledger", LedgerTarget.class, LedgerTarget::fuzzerTestOneInput),
          new Target("config", ConfigTarget.class, ConfigTarget::fuzzerTestOneInput));

  private Targets() {}
}
