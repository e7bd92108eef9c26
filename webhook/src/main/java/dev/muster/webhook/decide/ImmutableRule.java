package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is queued stays what it is: objects were counted, authorised and perhaps created as they
 * stood when they came. Whoever wants other ones submits another AppWrapper.
 */
final class ImmutableRule {
  private static final String TEXT =
      "attempt to change immutable field; delete the AppWrapper and create it anew";

  private static final String WRITTEN =
      "attempt to change immutable field; Muster writes it: leave it as it is, and out of files";

  /** Of one that was submitted in v1beta1: what that version says besides. */
  private static final String MCAD = "mcad";

  private static final String BORN =
      "attempt to change immutable field; what only v1beta1 has is of AppWrappers submitted in it";

  private ImmutableRule() {}

  static void check(Wrapper old, Wrapper now, Problems problems) {
    for (var label : List.of(SubmitterStamp.USER, SubmitterStamp.USER_ID)) {
      kept(old.label(label), now.label(label), problems);
    }
    kept(
        old.annotation(SubmitterStamp.ANNOTATION),
        now.annotation(SubmitterStamp.ANNOTATION),
        problems);
    if (old.spec().get(MCAD).isAbsent() != now.spec().get(MCAD).isAbsent()) {
      problems.add(now.spec().get(MCAD), BORN);
    }
    same(old.spec().get("managedBy"), now.spec().get("managedBy"), problems);
    components(old.components(), now.components(), problems);
  }

  private static void components(List<Tree> old, List<Tree> now, Problems problems) {
    if (old.size() != now.size()) {
      problems.add("spec.components", "%s (%d, were %d)".formatted(TEXT, now.size(), old.size()));
      return;
    }
    for (int i = 0; i < now.size(); i++) {
      same(old.get(i).get("template"), now.get(i).get("template"), problems);
      if (!Objects.equals(said(old.get(i)), said(now.get(i)))) {
        problems.add(now.get(i).get(MCAD), TEXT);
      }
      podSets(old.get(i).get("podSets"), now.get(i).get("podSets"), problems);
    }
  }

  /** What v1beta1 says of an item; what that version does not show of it is not said. */
  private static @Nullable Object said(Tree component) {
    if (!(component.get(MCAD).value() instanceof Map<?, ?> map)) {
      return component.get(MCAD).value();
    }
    var said = new LinkedHashMap<Object, @Nullable Object>(map);
    said.keySet().removeAll(List.of("generictemplate", "v1beta2"));
    return said.isEmpty() ? null : said;
  }

  private static void podSets(Tree oldList, Tree nowList, Problems problems) {
    var old = oldList.items();
    var now = nowList.items();
    if (old.size() != now.size()) {
      problems.add(nowList, "%s (%d, were %d)".formatted(TEXT, now.size(), old.size()));
      return;
    }
    for (int i = 0; i < now.size(); i++) {
      same(old.get(i).get("path"), now.get(i).get("path"), problems);
      // Absent and 1 are the same, and one may be written over the other.
      if (old.get(i).get("replicas").count(0, 1) != now.get(i).get("replicas").count(0, 1)) {
        problems.add(now.get(i).get("replicas"), TEXT);
      }
    }
  }

  private static void kept(Tree old, Tree now, Problems problems) {
    if (!Objects.equals(old.value(), now.value())) {
      problems.add(now, WRITTEN);
    }
  }

  private static void same(Tree old, Tree now, Problems problems) {
    if (!Objects.equals(old.value(), now.value())) {
      problems.add(now, TEXT);
    }
  }
}
