package dev.muster.scheduler.kube.watch;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** The labels and other names by which Muster knows its own. */
public final class Labels {
  /** On children and their pods: the name of the gang. */
  public static final String GANG = "workload.codeflare.dev/appwrapper";

  /** On children and their pods: what older tools select by. */
  public static final String MCAD_GANG = "appwrapper.mcad.ibm.com";

  public static final String MCAD_NAMESPACE = "appwrapper.mcad.ibm.com/namespace";
  public static final String MCAD_ITEM = "resourceName";

  /** On children and their pods: the UID of the gang. */
  public static final String GANG_UID = "muster.dev/gang-uid";

  /** On children and their pods: the attempt that they belong to. */
  public static final String EPOCH = "muster.dev/epoch";

  /** On children: which of the wrapped objects this is. */
  public static final String COMPONENT = "muster.dev/component";

  /** On pods: which pod set they belong to. */
  public static final String POD_SET = "muster.dev/pod-set";

  /** On pods that are sent to the node that was promised to them. */
  public static final String PLACE = "muster.dev/place";

  /** The scheduling gate that holds such a pod until it has its node. */
  public static final String GATE = "muster.dev/placement";

  /** On gangs: Muster has something to take down before the object may go. */
  public static final String FINALIZER = "workload.codeflare.dev/finalizer";

  private static final int LONGEST = 63;
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  private Labels() {}

  /** The label value that stands for a pod set's name: the name, if it can be one. */
  public static String podSetValue(String name) {
    return name.length() <= LONGEST && VALUE.matcher(name).matches()
        ? name
        : "set-" + HexFormat.of().toHexDigits(fingerprint(name));
  }

  /** A 64-bit fingerprint (FNV-1a): the same in every process. */
  public static long fingerprint(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
