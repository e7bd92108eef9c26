package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import java.util.ArrayList;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells a run write by write, each in a line that says what a person looks for. */
final class Narrator {
  private final Consumer<String> listener;

  Narrator(Consumer<String> listener) {
    this.listener = listener;
  }

  void wrote(long now, Change change) {
    var words = new ArrayList<String>();
    words.add(String.format(Locale.ROOT, "%10.3f s ", now / 1e3));
    words.add("v" + change.version());
    words.add(change.user());
    words.add(change.type().name().toLowerCase(Locale.ROOT));
    words.add(change.resource().kind());
    words.add(name(change.object()));
    switch (change.resource().kind()) {
      case "AppWrapper" -> gang(words, change.object());
      case "Pod" -> pod(words, change.object());
      case "Cluster" -> words.add(ledger(change.object()));
      case "Event" -> words.add(Trees.text(change.object(), "message"));
      case "Lease" -> words.add(Trees.text(change.object(), "spec", "holderIdentity"));
      default -> {}
    }
    if (Trees.leaving(change.object())) {
      words.add("leaving");
    }
    listener.accept(String.join(" ", words));
  }

  void happens(Event event) {
    listener.accept("-----------  " + event.sentence().strip());
  }

  /** With the namespace, unless it is the usual one, and the attempt that it is of. */
  private static String name(Object object) {
    var namespace = Trees.namespace(object);
    var plain = namespace.isEmpty() || namespace.equals("default");
    var epoch = Trees.text(object, "metadata", "labels", "muster.dev/epoch");
    return (plain ? "" : namespace + "/")
        + Trees.name(object)
        + (epoch.isEmpty() ? "" : "@" + epoch);
  }

  private static void gang(ArrayList<String> words, Object gang) {
    words.add("'" + Trees.text(gang, "status", "phase") + "'");
    words.add("attempt=" + Trees.number(gang, 0, "status", "admission", "attempt"));
    var verdict = Trees.text(gang, "status", "verdict", "code");
    if (!verdict.isEmpty()) {
      words.add(verdict);
    }
  }

  private static void pod(ArrayList<String> words, Object pod) {
    var node = Trees.text(pod, "spec", "nodeName");
    words.add(node.isEmpty() ? "nowhere" : "on " + node);
    words.add(Trees.text(pod, "status", "phase"));
    if (!Trees.maps(pod, "spec", "schedulingGates").isEmpty()) {
      words.add("held");
    }
  }

  private static String ledger(Object cluster) {
    var intents = new ArrayList<String>();
    for (var intent : Trees.maps(cluster, "status", "ledger", "intents")) {
      intents.add(
          Trees.text(intent, "uid")
              + "@"
              + Trees.number(intent, 0, "epoch")
              + Trees.maps(intent, "podSets"));
    }
    return "term=" + Trees.number(cluster, 0, "status", "ledger", "term") + " " + intents;
  }
}
