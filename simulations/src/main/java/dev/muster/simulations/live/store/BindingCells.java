package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The cells of bindings of roles: the role, and to whom it is bound. */
final class BindingCells {
  private BindingCells() {}

  static String of(String column, Map<String, @Nullable Object> binding) {
    return switch (column) {
      case "Role" ->
          Trees.textAt(binding, "roleRef", "kind") + "/" + Trees.textAt(binding, "roleRef", "name");
      case "Users" -> subjects(binding, "User");
      case "Groups" -> subjects(binding, "Group");
      default -> subjects(binding, "ServiceAccount");
    };
  }

  private static String subjects(Map<String, @Nullable Object> binding, String kind) {
    return Trees.objects(binding.get("subjects")).stream()
        .filter(subject -> kind.equals(subject.get("kind")))
        .map(subject -> kind.equals("ServiceAccount") ? qualified(subject) : name(subject))
        .collect(Collectors.joining(", "));
  }

  private static String qualified(Map<String, @Nullable Object> account) {
    return Trees.text(account.get("namespace")) + "/" + name(account);
  }

  private static String name(Map<String, @Nullable Object> subject) {
    return Trees.text(subject.get("name"));
  }
}
