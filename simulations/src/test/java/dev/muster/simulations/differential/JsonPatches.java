package dev.muster.simulations.differential;

import java.util.List;

/** JSON patches, good and bad, that can be tried on every kind. */
final class JsonPatches {
  static final List<String> ALL =
      List.of(
          "[{\"op\":\"add\",\"path\":\"/metadata/labels/extra\",\"value\":\"1\"}]",
          "[{\"op\":\"replace\",\"path\":\"/metadata/labels/name\",\"value\":\"z\"}]",
          "[{\"op\":\"remove\",\"path\":\"/metadata/labels/name\"}]",
          "[{\"op\":\"remove\",\"path\":\"/metadata/labels/missing\"}]",
          "[{\"op\":\"test\",\"path\":\"/metadata/labels/name\",\"value\":\"a\"}]",
          "[{\"op\":\"test\",\"path\":\"/metadata/labels/name\",\"value\":\"nobody\"}]",
          "[{\"op\":\"test\",\"path\":\"/metadata/labels/missing\",\"value\":\"x\"}]",
          "[{\"op\":\"test\",\"path\":\"/metadata/labels/missing\",\"value\":null}]",
          "[{\"op\":\"copy\",\"from\":\"/metadata/labels/name\",\"path\":\"/metadata/labels/copied\"}]",
          "[{\"op\":\"move\",\"from\":\"/metadata/labels/name\",\"path\":\"/metadata/labels/moved\"}]",
          "[{\"op\":\"move\",\"from\":\"/metadata/labels/missing\",\"path\":\"/metadata/labels/moved\"}]",
          "[{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"note\":\"j\"}}]",
          "[{\"op\":\"add\",\"path\":\"/metadata/finalizers\",\"value\":[\"example.com/keep\"]}]",
          "[{\"op\":\"add\",\"path\":\"/metadata/finalizers/-\",\"value\":\"example.com/more\"}]",
          "[{\"op\":\"add\",\"path\":\"/no/such/parent\",\"value\":1}]",
          "[{\"op\":\"replace\",\"path\":\"/no\",\"value\":1}]",
          "[{\"op\":\"frob\",\"path\":\"/metadata\"}]",
          "[{\"path\":\"/metadata\"}]",
          "[]",
          "{}",
          "{\"op\":\"add\"}",
          "[1]",
          "not json",
          "");

  private JsonPatches() {}
}
