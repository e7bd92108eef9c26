package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.LabelValues;

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

  /** On pods of objects that are gangs by themselves: which one, as {@link LabelValues#gang}. */
  public static final String BARE_GANG = BareKind.GANG;

  private Labels() {}
}
