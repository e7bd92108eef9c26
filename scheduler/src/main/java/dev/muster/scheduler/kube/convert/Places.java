package dev.muster.scheduler.kube.convert;

import java.util.List;
import java.util.regex.Pattern;

/** Where somebody who writes in v1beta1 finds what rules call by its place in v1beta2. */
public final class Places {
  private record Move(Pattern from, String to) {}

  private static final String ITEM = "^spec\\.components\\[(\\d+)]";
  private static final String OLD_ITEM = "spec.resources.GenericItems[$1]";

  /** The first that fits counts. */
  private static final List<Move> MOVES =
      List.of(
          move(ITEM + "\\.template", OLD_ITEM + ".generictemplate"),
          move(ITEM + "\\.mcad", OLD_ITEM),
          move(ITEM + "\\.(annotations|podSets|podSetInfos)", OLD_ITEM + ".v1beta2.$2"),
          move("^spec\\.components", "spec.resources.GenericItems"),
          move("^spec\\.mcad", "spec"),
          move("^spec\\.(suspend|managedBy)", "spec.v1beta2.$1"));

  private Places() {}

  private static Move move(String from, String to) {
    return new Move(Pattern.compile(from + "(?![A-Za-z])"), to);
  }

  /** The same place in v1beta1; paths of metadata are the same in both. */
  public static String inV1beta1(String path) {
    for (var move : MOVES) {
      var found = move.from().matcher(path);
      if (found.find()) {
        return found.replaceFirst(move.to());
      }
    }
    return path;
  }
}
