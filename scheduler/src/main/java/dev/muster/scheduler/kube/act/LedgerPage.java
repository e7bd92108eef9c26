package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.kube.watch.Mirror;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the ledger lists, as last read, and what of it needs to stay. Used by the ledger alone. */
final class LedgerPage {
  private final Mirror mirror;
  private final Map<String, Intent> listed = new LinkedHashMap<>();
  private final Map<String, Intent> abandoned = new TreeMap<>();

  LedgerPage(Mirror mirror) {
    this.mirror = mirror;
  }

  List<Intent> listed() {
    return List.copyOf(listed.values());
  }

  Optional<Intent> of(String gangUid) {
    return Optional.ofNullable(listed.get(gangUid));
  }

  /** What was read. */
  void read(List<?> intents) {
    listed.clear();
    for (var intent : intents) {
      var read = Intents.parse(Trees.asObject(intent));
      listed.put(read.gangUid(), read);
    }
  }

  /** It will never come true: it leaves with the next write. */
  void abandon(Intent intent) {
    abandoned.put(intent.gangUid(), intent);
  }

  /**
   * This is about to be listed. What was abandoned of its gang stays so, for others may have its
   * room by now, unless it is the very same.
   */
  void append(Intent intent) {
    abandoned.remove(intent.gangUid(), intent);
  }

  private boolean isAbandoned(Intent listedOne) {
    return listedOne.equals(abandoned.get(listedOne.gangUid()));
  }

  /** The mirror charges what is listed or {@code coming}, but for what the next write takes out. */
  void tell(Collection<Intent> coming) {
    abandoned.entrySet().removeIf(one -> !one.getValue().equals(listed.get(one.getKey())));
    var charged = new LinkedHashMap<>(listed);
    charged.values().removeIf(this::isAbandoned);
    coming.forEach(intent -> charged.put(intent.gangUid(), intent));
    var leaving =
        listed.values().stream()
            .filter(intent -> !intent.equals(charged.get(intent.gangUid())))
            .toList();
    mirror.intents(List.copyOf(charged.values()), leaving);
  }

  /** What the next write must list still. */
  List<Intent> kept() {
    var kept = new ArrayList<Intent>();
    for (var intent : listed.values()) {
      if (!isAbandoned(intent) && !isShown(intent)) {
        kept.add(intent);
      }
    }
    return kept;
  }

  /** Whether there is something that needs not be listed any more. */
  boolean isUntidy() {
    return kept().size() < listed.size();
  }

  /** Whether the gang's stored status shows it, or a later one, or the gang is gone. */
  boolean isShown(Intent intent) {
    var gang = mirror.gang(intent.gangUid());
    return gang.isEmpty() || intent.isShownBy(gang.get().stored());
  }
}
