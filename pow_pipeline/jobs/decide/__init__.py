"""An operator's decisions about deliveries and activities."""
