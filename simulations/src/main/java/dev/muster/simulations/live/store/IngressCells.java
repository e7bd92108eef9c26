package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The cells of an Ingress: which hosts it is for and where it is reached. */
final class IngressCells {
  private static final int HOSTS_SHOWN = 3;

  private IngressCells() {}

  static String of(String column, Map<String, @Nullable Object> ingress) {
    return switch (column) {
      case "Hosts" -> hosts(ingress);
      case "Address" -> address(ingress);
      default -> Trees.objects(Trees.at(ingress, "spec", "tls")).isEmpty() ? "80" : "80, 443";
    };
  }

  private static String hosts(Map<String, @Nullable Object> ingress) {
    var rules = Trees.objects(Trees.at(ingress, "spec", "rules"));
    var shown = new ArrayList<String>();
    boolean more = false;
    for (var rule : rules) {
      var host = Trees.text(rule.get("host"));
      more = more || shown.size() == HOSTS_SHOWN;
      if (!more && !host.isEmpty()) {
        shown.add(host);
      }
    }
    var text = shown.isEmpty() ? "*" : String.join(",", shown);
    return more ? "%s + %d more...".formatted(text, rules.size() - HOSTS_SHOWN) : text;
  }

  private static String address(Map<String, @Nullable Object> ingress) {
    var all = new TreeSet<String>();
    for (var point : Trees.objects(Trees.at(ingress, "status", "loadBalancer", "ingress"))) {
      var ip = Trees.text(point.get("ip"));
      all.add(ip.isEmpty() ? Trees.text(point.get("hostname")) : ip);
    }
    all.remove("");
    return String.join(",", all);
  }
}
